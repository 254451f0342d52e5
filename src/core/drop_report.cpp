#include "drop_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ganger::core {

namespace {

constexpr auto between_warnings = std::chrono::minutes{1};

std::string plural(std::uint64_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

} // namespace

std::string text_of(const Dropped& lost) {
    std::vector<std::string> parts;
    if (lost.bytes > 0 || lost.lines > 0)
        parts.push_back(plural(lost.lines, "line") + " (" + plural(lost.bytes, "byte") + ")");
    if (lost.unread > 0) parts.push_back(plural(lost.unread, "unread byte"));
    if (lost.own_lines > 0) parts.push_back(plural(lost.own_lines, "line") + " of ganger's own");
    return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, " and "));
}

std::optional<std::string> DropReport::sink_full(int error, const Dropped& dropped, Monotonic now) {
    if (again_at_ && now < *again_at_) return {};
    told_ = true;
    again_at_ = now + between_warnings;
    return fmt::format("cannot write to standard output: {}; dropped {} so far, and the processes go on",
                       std::generic_category().message(error), text_of(dropped));
}

std::optional<std::string> DropReport::sink_took() {
    if (!std::exchange(told_, false)) return {};
    return "standard output has space again";
}

} // namespace ganger::core
