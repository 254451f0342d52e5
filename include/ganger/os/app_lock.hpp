// One supervisor per app: an flock, which ends with whoever holds it, however that happens.
#pragma once

#include <ganger/core/running_app.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <string>
#include <sys/types.h>

namespace ganger::os {

enum class LockOutcome {
    held,       // as long as `file` is open
    taken,      // somebody else has it
    impossible, // `why`: "No locks available"
};

struct LockAttempt {
    LockOutcome outcome = LockOutcome::impossible;
    Fd file; // also where it is taken
    std::string why;
};

// Waits 100 ms at most, where nobody is seen who holds it; writes nothing. Only a file is locked; a pipe (`-f
// <(…)`) is nobody else's.
LockAttempt lock_file(const std::string& path);

// The same with a file of its own, made if it is missing.
LockAttempt lock_in(const RuntimeFolder& folder, const std::string& name);

// What /proc tells about who runs an app.
core::Runner runner(pid_t pid);
// Who has taken the lock.
core::Runner lock_holder(const Fd& file);

} // namespace ganger::os
