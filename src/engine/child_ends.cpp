#include "child_ends.hpp"

#include <ganger/os/pty.hpp>

#include <cerrno>
#include <system_error>
#include <utility>

namespace ganger::engine {

namespace {

using Ends = tl::expected<ChildEnds, core::NotLaunched>;

tl::unexpected<core::NotLaunched> no_pipe() {
    return tl::unexpected(core::NotLaunched{core::LaunchStage::pipe, errno, {}});
}

Ends with_pipe() {
    auto pipe = os::make_output_pipe();
    if (!pipe) return no_pipe();
    ChildEnds ends;
    ends.ours = std::move(pipe->read_end);
    ends.output = std::move(pipe->write_end);
    return ends;
}

Ends with_pipes() {
    auto ends = with_pipe();
    if (!ends) return ends;
    auto pipe = os::make_output_pipe();
    if (!pipe) return no_pipe();
    ends->our_errors = std::move(pipe->read_end);
    ends->errors = std::move(pipe->write_end);
    return ends;
}

Ends with_pty(core::OutputChannel wanted, core::TerminalSize size) {
    auto pty = os::open_pty(size);
    if (pty) {
        ChildEnds ends;
        ends.ours = std::move(pty->master);
        ends.output = std::move(pty->slave);
        ends.is_pty = true;
        return ends;
    }
    if (wanted == core::OutputChannel::pty)
        return tl::unexpected(core::NotLaunched{core::LaunchStage::terminal, pty.error(), {}});
    auto ends = with_pipe();
    if (ends) ends->refused = std::generic_category().message(pty.error());
    return ends;
}

Ends open_output_ends(core::OutputChannel wanted, core::TerminalSize size) {
    switch (wanted) {
    case core::OutputChannel::pipe:
        return with_pipe();
    case core::OutputChannel::pipes:
        return with_pipes();
    case core::OutputChannel::pty:
    case core::OutputChannel::pty_else:
        return with_pty(wanted, size);
    }
    return with_pipe();
}

} // namespace

Ends open_ends(const core::PlannedInstance& planned, const os::HeldInput& input, core::TerminalSize size) {
    auto ends = open_output_ends(planned.output, size);
    if (!ends || (planned.takes_keys && ends->is_pty)) return ends;
    auto opened = input.open_for_child();
    if (!opened) return no_pipe();
    ends->input = std::move(*opened);
    return ends;
}

} // namespace ganger::engine
