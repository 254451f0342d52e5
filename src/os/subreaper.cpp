#include <ganger/os/subreaper.hpp>

#include <sys/prctl.h>

namespace ganger::os {

bool become_subreaper() {
    return ::prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL) == 0;
}

} // namespace ganger::os
