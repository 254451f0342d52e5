// Loaded with LD_PRELOAD: in ganger, from when the file $FAILING_MALLOC is there, each so manieth allocation
// fails as stands in $FAILING_MALLOC_EACH; 0: each one does.
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

extern "C" void* __libc_malloc(std::size_t size);

namespace {

bool fails() {
    static const char* const file = std::getenv("FAILING_MALLOC");
    static const char* const each = std::getenv("FAILING_MALLOC_EACH");
    static const long period = each != nullptr ? std::atol(each) : 1;
    static const bool meant = file != nullptr && std::strcmp(program_invocation_short_name, "ganger") == 0;
    static std::atomic<long> count{0};
    if (!meant || ::access(file, F_OK) != 0) return false;
    return period == 0 || ++count % period == 0;
}

} // namespace

extern "C" void* malloc(std::size_t size) {
    if (fails()) {
        errno = ENOMEM;
        return nullptr;
    }
    return __libc_malloc(size);
}
