// Loaded with LD_PRELOAD: makes a supervisor hold $START_BALLAST MiB from its first moment on, and its
// children none. A supervisor whose launches copy page tables gets slower with it.
#include "start_board.hpp"

#include <cstring>

namespace {

[[gnu::constructor]] void take_ballast() {
    ::unsetenv("LD_PRELOAD");
    const char* amount = std::getenv("START_BALLAST");
    if (amount == nullptr) {
        return;
    }
    const std::size_t size = std::strtoul(amount, nullptr, 10) << 20;
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        std::abort();
    }
    ::madvise(memory, size, MADV_NOHUGEPAGE); // 4 KiB pages: the many entries that a fork would copy
    std::memset(memory, 1, size);
    if (StartBoard* board = open_board()) {
        __atomic_store_n(&board->ballast_ready, now_on_board(), __ATOMIC_SEQ_CST);
        ::munmap(board, sizeof(StartBoard));
    }
}

} // namespace
