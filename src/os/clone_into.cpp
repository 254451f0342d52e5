#include "clone_into.hpp"

#include <cerrno>
#include <cstdint>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>

namespace ganger::os {
namespace {

// The child wakes up on another stack, where there is nothing to return to: it has its function and its
// argument in registers. The processor's name for each: r12 and r13, x19 and x20.
long call_clone3(const clone_args& arguments, int (*run)(void*) noexcept, void* argument) {
#if defined(__x86_64__)
    long result = SYS_clone3;
    register auto function asm("r12") = run;
    register void* given asm("r13") = argument;
    asm volatile("syscall\n\t"
                 "test %%rax, %%rax\n\t"
                 "jnz 1f\n\t"
                 "xor %%ebp, %%ebp\n\t" // here backtraces end
                 "mov %[given], %%rdi\n\t"
                 "call *%[function]\n\t"
                 "hlt\n"
                 "1:"
                 : "+a"(result)
                 : "D"(&arguments), "S"(sizeof arguments), [function] "r"(function), [given] "r"(given)
                 : "rcx", "r11", "memory", "cc");
    return result;
#elif defined(__aarch64__)
    register long result asm("x0") = reinterpret_cast<long>(&arguments);
    register long size asm("x1") = sizeof arguments;
    register long number asm("x8") = SYS_clone3;
    register auto function asm("x19") = run;
    register void* given asm("x20") = argument;
    asm volatile("svc #0\n\t"
                 "cbnz x0, 1f\n\t"
                 "mov x29, xzr\n\t"
                 "mov x0, %[given]\n\t"
                 "blr %[function]\n\t"
                 "brk #0\n"
                 "1:"
                 : "+r"(result)
                 : "r"(size), "r"(number), [function] "r"(function), [given] "r"(given)
                 : "memory", "cc");
    return result;
#else
    (void) arguments, (void) run, (void) argument;
    return -ENOSYS;
#endif
}

decltype(clone_args::stack) number_of(const void* place) {
    return reinterpret_cast<std::uintptr_t>(place);
}

} // namespace

pid_t clone_into(const CloneInto& wanted, int& pidfd) {
    clone_args arguments{};
    arguments.flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | CLONE_INTO_CGROUP;
    arguments.pidfd = number_of(&pidfd);
    arguments.exit_signal = SIGCHLD;
    arguments.stack = number_of(wanted.stack);
    arguments.stack_size = wanted.stack_size;
    arguments.cgroup = static_cast<decltype(arguments.cgroup)>(wanted.group);
    const long result = call_clone3(arguments, wanted.run, wanted.argument);
    if (result < 0) errno = static_cast<int>(-result);
    return result < 0 ? -1 : static_cast<pid_t>(result);
}

} // namespace ganger::os
