// The names of runs, and the marks (GANGER_ID) that all processes of a run inherit:
// "<run>.<instance>.<launch>".
#pragma once

#include <ganger/core/instance.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

// One supervisor from its start to its end. Its name tells whose it is and whether it still lives, with
// nothing but the marks at hand.
struct RunName {
    std::string app; // app_id
    long pid = 0;
    std::uint64_t start_time = 0; // of that process, in clock ticks since boot; 0: unknown
    std::string random;           // so that no other run ever has this name

    bool operator==(const RunName&) const = default;
};

std::string text_of(const RunName& run); // "0123456789ab-4711-88123-…"
std::optional<RunName> parse_run(std::string_view text);

struct Mark {
    RunName run;
    std::string instance; // "web.1"
    LaunchId launch{};
};

// `run`: text_of a run's name.
std::string mark_text(std::string_view run, std::string_view instance, LaunchId launch);

// Nothing if it is no mark of a run of an app: that of a one-off names no app.
std::optional<Mark> parse_mark(std::string_view text);

} // namespace ganger::core
