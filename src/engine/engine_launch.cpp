#include "engine.hpp"

#include <ganger/core/open_files.hpp>
#include <ganger/os/ledger_file.hpp>
#include <ganger/os/limits.hpp>

#include <cerrno>
#include <memory>
#include <new>
#include <utility>

// How the engine starts a process.
namespace ganger::engine {

os::SpawnRequest Engine::request_for(const core::Launch& launch, const ChildEnds& ends,
                                     const os::Fd& group) const {
    const auto& planned = plan_.instances.at(static_cast<std::size_t>(launch.instance));
    auto arguments = core::launch_arguments(planned);
    auto process = planned.process;
    if (!process.oom_score_adj) process.oom_score_adj = ground_.oom_score_adj;
    return {.program = arguments.front(),
            .arguments = std::move(arguments),
            .environment = core::launch_environment(planned, ground_.run, launch.launch, ends.channel()),
            .directory = core::folder_in(ground_.folder, planned.process.folder),
            .standard_input = ends.input ? ends.input.number() : ends.output.number(),
            .standard_output = ends.output.number(),
            .standard_error = ends.standard_error().number(),
            .controlling_terminal = ends.is_pty ? ends.output.number() : -1,
            .open_files = ground_.open_files,
            .process = std::move(process),
            .control_group = group.number()};
}

void Engine::perform(const core::Launch& launch) {
    try {
        start(launch);
    } catch (const std::bad_alloc&) {
        const auto place = children_.find(launch.launch);
        if (place != children_.end() && place->second.pid > 0) throw;
        if (place != children_.end()) children_.erase(place);
        report(core::LaunchFailed{launch.launch, {core::LaunchStage::fork, ENOMEM, {}}});
    }
}

// Everything that can fail is had before the fork: a process that was started is always watched.
void Engine::start(const core::Launch& launch) {
    const auto fail = [&](core::NotLaunched why) {
        report(core::LaunchFailed{launch.launch, std::move(why)});
    };
    const auto& planned = plan_.instances.at(static_cast<std::size_t>(launch.instance));
    const os::HeldBackFiles kept(core::kept_open_files);
    auto ends = open_ends(planned, ground_.input, pty_size());
    if (!ends) return fail(ends.error());
    if (ends->refused) report(core::PtyRefused{*ends->refused});

    const auto pump_of = [&](core::Stream stream, os::Fd& end) {
        const auto source = core::source_of(launch.launch, stream);
        return end ? std::make_shared<OutputPump>(pump_context_, source, std::move(end)) : nullptr;
    };
    const auto pump = pump_of(ends->stream(), ends->ours);
    const auto errors = pump_of(core::Stream::err, ends->our_errors);
    const auto place = children_.emplace(launch.launch, Child{.launch = launch.launch}).first;
    const auto from = os::ticks_since_boot();
    auto& groups = remnants_.groups();
    auto spawned = spawner_.spawn(request_for(launch, *ends, groups.make(launch.launch, planned.name)));
    if (!spawned) {
        groups.remove(launch.launch);
        children_.erase(place);
        return fail(spawned.error());
    }
    Child& child = place->second;
    child.pid = spawned->pid;
    remnants_.leader_started(launch.launch, child.pid);
    groups.launched(launch.launch, spawned->in_control_group);
    child.pidfd = std::move(spawned->pidfd);
    if (!child.pidfd || !ends_.add(launch.launch, child.pidfd)) unwatched_.push_back(launch.launch);
    ledger_.launched({launch.launch, planned.name.text(), child.pid, from, os::ticks_since_boot()});

    if (ends->is_pty) pump->hold(std::move(ends->output));

    for (const auto& each : {pump, errors}) {
        if (!each) continue;
        report_stream(core::SourceOpened{each->source(), planned.name.text(), planned.name.type});
        pumps_.emplace(each->source(), each);
        each->wait();
    }
    if (keys_ && planned.takes_keys && pump->is_pty()) keys_->give_to(pump);
    report(core::Launched{launch.launch});
}

} // namespace ganger::engine
