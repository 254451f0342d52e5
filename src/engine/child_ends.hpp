// The descriptors of a launch, had before it: a pty or a pipe for what it writes, its input, our end.
#pragma once

#include <ganger/core/plan.hpp>
#include <ganger/core/stream_event.hpp>
#include <ganger/core/terminal_size.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/pipe.hpp>

#include <optional>
#include <string>

namespace ganger::engine {

struct ChildEnds {
    os::Fd ours;       // the read end of a pipe, the master of a pty
    os::Fd output;     // stdout and stderr: the write end, the slave
    os::Fd our_errors; // the read end of a pipe for stderr alone
    os::Fd errors;     // its write end; empty: stderr is the output
    os::Fd input;      // empty: it is the output
    bool is_pty = false;
    std::optional<std::string> refused; // why it is no pty, which was asked for

    const os::Fd& standard_error() const { return errors ? errors : output; }
    // Of `ours`.
    core::Stream stream() const { return is_pty || errors ? core::Stream::out : core::Stream::both; }
    core::OutputChannel channel() const {
        return is_pty ? core::OutputChannel::pty : core::OutputChannel::pipe;
    }
};

tl::expected<ChildEnds, core::NotLaunched> open_ends(const core::PlannedInstance& planned,
                                                     const os::HeldInput& input, core::TerminalSize size);

} // namespace ganger::engine
