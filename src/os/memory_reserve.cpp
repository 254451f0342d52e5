#include <ganger/os/memory_reserve.hpp>

#include <atomic>
#include <cstddef>
#include <new>
#include <sys/mman.h>

namespace ganger::os {

namespace {

constexpr std::size_t reserve_size = std::size_t{1} << 20;

std::atomic<void*> reserve = nullptr; // threads of ours allocate, too
bool is_kept = false;

void* take() {
    void* const place =
        ::mmap(nullptr, reserve_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return place == MAP_FAILED ? nullptr : place;
}

// operator new calls it, and tries again when it returns.
void give_way() {
    void* const place = reserve.exchange(nullptr);
    if (place == nullptr) throw std::bad_alloc();
    ::munmap(place, reserve_size);
}

} // namespace

void keep_memory_reserve() {
    reserve = take();
    is_kept = reserve.load() != nullptr;
    std::set_new_handler(give_way);
}

bool restore_memory_reserve() {
    if (!is_kept || reserve.load() != nullptr) return true;
    reserve = take();
    is_kept = reserve.load() != nullptr;
    return is_kept;
}

} // namespace ganger::os
