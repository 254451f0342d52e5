// The descriptors of a launch, had before it: a pty or a pipe for what it writes, its input, our end.
#pragma once

#include <ganger/core/plan.hpp>
#include <ganger/core/terminal_size.hpp>
#include <ganger/os/fd.hpp>
#include <ganger/os/pipe.hpp>

#include <optional>
#include <string>

namespace ganger::engine {

struct ChildEnds {
    os::Fd ours;   // the read end of a pipe, the master of a pty
    os::Fd output; // stdout and stderr: the write end, the slave
    os::Fd input;  // empty: it is the output
    bool is_pty = false;
    std::optional<std::string> refused; // why it is no pty, which was asked for

    core::OutputChannel channel() const {
        return is_pty ? core::OutputChannel::pty : core::OutputChannel::pipe;
    }
};

tl::expected<ChildEnds, core::NotLaunched> open_ends(const core::PlannedInstance& planned,
                                                     const os::HeldInput& input, core::TerminalSize size);

} // namespace ganger::engine
