// The first part of every mark (GANGER_ID) of one run of ganger.
#pragma once

#include <ganger/core/run_name.hpp>
#include <ganger/os/procfs.hpp>

#include <fmt/format.h>

#include <random>
#include <string>
#include <unistd.h>

namespace ganger::engine {

// So that a mark of an earlier run is never taken for one of ours.
inline std::string random_digits() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

// Of a supervisor: an app's next start knows by it what is left of a run that is dead.
inline core::RunName new_run(std::string app_id) {
    const auto us = ::getpid();
    const auto process = os::process_info(us);
    return {std::move(app_id), us, process ? process->start_time : 0, random_digits()};
}

// Names no app: it is nobody's leftover.
inline std::string new_one_off_run() {
    return random_digits();
}

} // namespace ganger::engine
