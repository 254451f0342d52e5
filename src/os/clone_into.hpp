// clone with a control group to be born in, which glibc has no function for. A process that is moved there
// later holds up every fork of the machine on kernels before 6.18.
#pragma once

#include <cstddef>
#include <sys/types.h>

namespace ganger::os {

struct CloneInto {
    int (*run)(void*) noexcept; // never returns
    void* argument;
    void* stack; // its lowest address
    std::size_t stack_size;
    int group; // its folder
};

// With CLONE_VM | CLONE_VFORK | CLONE_PIDFD. The child's pid, or -1 and errno: ENOSYS also on processors that
// nobody has written it for.
pid_t clone_into(const CloneInto& wanted, int& pidfd);

} // namespace ganger::os
