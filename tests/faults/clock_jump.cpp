// Loaded with LD_PRELOAD: the wall clock jumps by as many seconds as stand in the file $CLOCK_JUMP, whenever
// that changes. All other clocks go on as they are.
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

long jump() {
    const char* name = std::getenv("CLOCK_JUMP");
    const int file = name != nullptr ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    char text[32] = {};
    if (::read(file, text, sizeof text - 1) < 0) text[0] = '\0';
    ::close(file);
    return std::atol(text);
}

} // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const auto done = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += jump();
    return done;
}
