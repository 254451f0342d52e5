#include <ganger/core/duration.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace ganger::core {

namespace {

struct Unit {
    std::string_view name;
    double seconds;
};

constexpr std::array<Unit, 5> units = {{{"", 1}, {"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}}};
constexpr double longest = 1000.0 * 3600;

} // namespace

Result<Duration> parse_duration(std::string_view text) {
    double number = 0;
    const auto read =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
    for (const auto& known : units) {
        if (read.ec != std::errc{} || unit != known.name) continue;
        const double seconds = number * known.seconds;
        if (!(seconds >= 0) || seconds > longest) break;
        return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
    }
    return failure(fmt::format("'{}' is no duration", text),
                   "write seconds, or a number with ms, s, m or h: 5, 500ms, 2m; at most 1000h");
}

} // namespace ganger::core
