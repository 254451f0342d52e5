#include <ganger/core/open_files.hpp>

#include <fmt/format.h>

namespace ganger::core {

namespace {

constexpr std::uint64_t own = 24; // the loop, signals, the socket, locks, what a launch takes for a moment

// The descriptor of the process and our ends of its pipes; of a pty both ends.
std::uint64_t needed_by(OutputChannel output) {
    switch (output) {
    case OutputChannel::pipe:
        return 2;
    case OutputChannel::pipes:
    case OutputChannel::pty:
    case OutputChannel::pty_else:
        return 3;
    }
    return 0;
}

} // namespace

std::uint64_t open_files_needed(const std::vector<OutputChannel>& instances) {
    auto needed = own + kept_open_files;
    for (const auto output : instances) needed += needed_by(output);
    return needed;
}

std::optional<Error> check_open_files(const std::vector<OutputChannel>& instances, std::uint64_t limit) {
    const auto needed = open_files_needed(instances);
    if (needed <= limit) return std::nullopt;
    const auto few = instances.size() == 1;
    return Error{fmt::format("{} instance{} need{} about {} open files; the limit is {}", instances.size(),
                             few ? "" : "s", few ? "s" : "", needed, limit),
                 fmt::format("raise it: ulimit -n {0}, or LimitNOFILE={0} of a unit", needed)};
}

} // namespace ganger::core
