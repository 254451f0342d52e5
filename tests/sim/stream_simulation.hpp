// One history: the router, what lies around it, and what happens to them.
#pragma once

#include "lives_dice.hpp"
#include "stream_drain.hpp"
#include "stream_follower.hpp"
#include "stream_judge.hpp"
#include "stream_run.hpp"
#include "stream_thrown.hpp"
#include "stream_world.hpp"

#include <ganger/core/router.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ganger::sim {

class StreamSimulation {
  public:
    StreamSimulation(std::uint64_t seed, Telling telling)
        : telling_{telling}, dice_{seed}, options_{thrown_options(dice_)}, router_{options_},
          writers_{dice_, dice_.chance(0.05), raw()}, sink_{dice_}, aside_{dice_}, late_{dice_.chance(0.3)},
          is_pipe_{seed % 2 == 1}, follower_{"a follower",
                                             router_.history(),
                                             dice_,
                                             {"t0", "t1", "t2"},
                                             options_.max_line},
          drain_{router_.history(), dice_, options_.max_line} {}

    History run();

  private:
    void open_sources();
    void step();
    void something_is_written();
    void something_is_read();
    void somebody_ends();
    void something_is_told();
    void the_sink_changes();
    void the_aside_changes();
    void time_passes();
    void stop();
    void finish();
    void heal();
    void say_something_new();

    bool read(PipeEnd& pipe, std::size_t most);
    bool read_all();
    void write_out();
    void write_stream();
    std::string_view offered();
    bool sink_is_waited_for();
    void write_aside();
    bool drain_turns();
    bool raw() const { return options_.format.log_format == core::LogFormat::raw; }
    bool two_streams() { return options_.format.log_format == core::LogFormat::json && dice_.chance(0.5); }
    void open_source(core::LaunchId launch, core::Stream stream, std::string type);
    PipeEnd& pipe_of(core::SourceId source);
    void close_stream(PipeEnd& pipe);
    void end_leader(core::LaunchId launch);
    void tell(const core::StreamEvent& event);
    void perform(const core::StreamAction& action);
    void tick();
    void last_line_goes_on(PipeEnd& pipe);
    void last_lines_end();
    void own_said_aside(std::string_view text);
    void check();
    void complain(std::string text) {
        if (history_.violation.empty()) history_.violation = std::move(text);
    }
    template <class... Args>
    void note(fmt::format_string<Args...> format, Args&&... args) {
        if (telling_ != Telling::whole_story) return;
        const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch() -
                                                                              std::chrono::hours{1});
        history_.story.push_back(fmt::format("{:6} ms  ", at.count()) +
                                 fmt::format(format, std::forward<Args>(args)...));
    }

    Telling telling_;
    Dice dice_;
    core::RouterOptions options_;
    core::Router router_;
    Writers writers_;
    Sink sink_;
    Sink aside_;
    bool late_;
    bool is_pipe_;
    StreamFollower follower_;
    StreamDrain drain_;
    std::vector<PipeEnd> pipes_;
    std::vector<OwnLine> own_;
    std::size_t own_aside_ = 0; // said there
    std::size_t last_aside_ = 0;
    core::Monotonic now_{std::chrono::hours{1}};
    core::Monotonic given_up_at_;
    bool refused_ = false;
    bool stopping_ = false;
    bool finished_ = false;
    bool told_lost_ = false;
    core::Deadline warned_; // of a sink that is full
    History history_;
};

} // namespace ganger::sim
