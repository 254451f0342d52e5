// What a line of ganger's own is about, for machines: "event" in the format json. Words are only ever added.
#pragma once

#include <cstdint>
#include <string_view>

namespace ganger::core {

enum class Topic : std::uint8_t {
    notice, // anything that has no word of its own
    profile,
    diagnostic, // of a file
    started,
    ended,
    restarting,
    asked, // by a verb, of the app that runs
    given_up,
    stopping,
    waiting,
    killing,
    left_behind,
    stuck,
    idle,
    dropped,
    exit, // the last one
};

std::string_view topic_text(Topic topic); // "left-behind"
Topic topic_named(std::string_view text); // `notice` where this version has no such word

} // namespace ganger::core
