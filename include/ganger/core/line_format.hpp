// How a line looks in the stream.
//
//     plain    web.1  | text                      names padded to the longest
//     pretty   14:03:07 web.1  | text             time and name in the colour of the type
//     json     {"ts":"…","msg":"text","ganger":{"type":"web","instance":1,"stream":"stdout"}}
//     raw      text                               byte for byte; ganger's own lines are elsewhere
//
// A line that had to be cut, because it is too long or because another one came in between, has marks at both
// sides of the cut:
//
//     web.1  | Password: [cut]
//     worker | done
//     web.1  | [cont] accepted
#pragma once

#include <ganger/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

enum class LogFormat : std::uint8_t { plain, pretty, json, raw };
enum class Timestamps : std::uint8_t { none, time, ms, iso };

struct LineFormat {
    std::size_t name_width = 6; // of the longest name, "ganger" included
    LogFormat log_format = LogFormat::plain;
    Timestamps timestamps = Timestamps::none;
    bool names = true;     // ganger's own lines have theirs always
    bool colors = false;   // in what stands before the text
    bool terminal = false; // of the escape sequences in the text only colours pass
};

// The same without what means nothing in its format.
LineFormat settled(LineFormat format);

// Of a line that is longer, each part but the last.
inline constexpr std::size_t part_size = std::size_t{64} << 10;
inline constexpr std::string_view cut_mark = " [cut]";
inline constexpr std::string_view continued_mark = "[cont] ";

// When something was read (Wall{}: that is not known): UTC, and what the local time is ahead of it.
struct Stamp {
    Wall wall;
    std::chrono::seconds utc_offset{};

    bool operator==(const Stamp&) const = default;
};

// "14:03:07", "14:03:07.123", "2026-11-21T14:03:07.123+01:00", "". Blanks, as many, where it is not known.
std::string stamp_text(Timestamps timestamps, const Stamp& stamp);

// "14:03:07 web.1    | ". Its size is the same at all times.
std::string prefix_of(const LineFormat& format, std::string_view name, std::string_view color = {},
                      const Stamp& stamp = {});

} // namespace ganger::core
