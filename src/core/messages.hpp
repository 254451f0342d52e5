// Every line that the supervisor says, in one place: one wording per fact.
#pragma once

#include <ganger/core/process_machine.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core::messages {

inline constexpr std::size_t list_limit = 10;

// "web.1, worker.1, worker.2"; what is beyond ten is counted.
std::string list(const std::vector<std::string>& names);

// "5 s", "0.5 s"
std::string seconds(Duration duration);

// One instance.
std::string started(const SupervisedInstance& instance);
std::string ended_unasked(const SupervisedInstance& instance, const Ending& ending);
std::string starts_again(const SupervisedInstance& instance, const Ending& ending, Duration delay,
                         const Tries& tries);
std::string given_up(const SupervisedInstance& instance, const Ending& ending, bool success);
// `text` is one of the others; what a command started ends nobody else.
std::string final_end(const std::string& text, bool success, StartedBy by);
std::string ended_asked(const SupervisedInstance& instance, const Ending& ending);
std::string killed(const SupervisedInstance& instance, Duration grace);
std::string left_behind(const SupervisedInstance& instance, const std::vector<std::string>& names,
                        bool daemonised);
std::string remnants_killed(const SupervisedInstance& instance, const std::vector<std::string>& names,
                            Duration grace);
std::string stuck(const SupervisedInstance& instance);
std::string remnants_stuck(const SupervisedInstance& instance, const std::vector<std::string>& names);

// The app.
std::string stopped_by(std::string_view reason);
std::string stopping(std::string_view because, const std::vector<std::string>& names);
std::string already_stopping(std::string_view reason, std::string_view key);
std::string killing_now(std::string_view reason, const std::vector<std::string>& names);
std::string waiting(const std::vector<std::string>& names, Duration until_kill, std::string_view key,
                    bool asked);
std::string waiting_after_kill(const std::vector<std::string>& names, Duration until_given_up);
std::string strays_found(const std::vector<std::string>& names);
std::string strays_killed(const std::vector<std::string>& names);
std::string strays_stuck(const std::vector<std::string>& names);
std::string no_pty(std::string_view why);
std::string last_line(int status, std::string_view reason);

inline constexpr std::string_view every_process_ended = "every process has ended";
inline constexpr std::string_view nothing_runs = "every process has ended; waiting to be stopped";
inline constexpr std::string_view waits_for_command =
    "nothing runs any more; 'ganger start NAME' starts it again, 'ganger stop' ends the app";
inline constexpr std::string_view hang_up_ignored = "SIGHUP: ignored; this version reads no files anew";
inline constexpr std::string_view no_reader = "nobody reads our output any more";
inline constexpr std::string_view goes_on_unread =
    "nobody reads our output any more; it is dropped from now on, and the processes go on";

} // namespace ganger::core::messages
