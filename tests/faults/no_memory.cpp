// Loaded with LD_PRELOAD: the file $NO_MEMORY holds a number N; from the moment it is not 0, the N-th request
// for memory fails, and the number is 0 again.
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_memalign(std::size_t alignment, std::size_t size);

namespace {

int* countdown = nullptr;

[[gnu::constructor]] void find_countdown() {
    ::unsetenv("LD_PRELOAD"); // not for the children
    const char* name = std::getenv("NO_MEMORY");
    const int file = name != nullptr ? ::open(name, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void* const place = ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (place != MAP_FAILED) countdown = static_cast<int*>(place);
}

bool fails() {
    if (countdown == nullptr || __atomic_load_n(countdown, __ATOMIC_RELAXED) <= 0) return false;
    return __atomic_sub_fetch(countdown, 1, __ATOMIC_RELAXED) == 0;
}

void* nothing() {
    errno = ENOMEM;
    return nullptr;
}

} // namespace

extern "C" void* malloc(std::size_t size) noexcept {
    return fails() ? nothing() : __libc_malloc(size);
}

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return fails() ? nothing() : __libc_memalign(alignment, size);
}
