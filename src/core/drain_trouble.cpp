#include <ganger/core/drain_trouble.hpp>

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace ganger::core {

namespace {

constexpr auto between_warnings = std::chrono::minutes{1};

std::string with_losses(std::string text, std::uint64_t lost) {
    if (lost > 0) text += fmt::format("; {} line{} lost so far", lost, lost == 1 ? "" : "s");
    return text;
}

} // namespace

std::optional<std::string> DrainTrouble::met(std::string_view what, Monotonic now) {
    if (said_at_ && now - *said_at_ < between_warnings) return std::nullopt;
    said_at_ = now;
    told_ = true;
    return with_losses(std::string(what), lost_);
}

std::optional<std::string> DrainTrouble::over(std::string_view where) {
    if (!std::exchange(told_, false)) return std::nullopt;
    const auto lost = std::exchange(lost_, 0);
    return fmt::format("{} works again; {}", where,
                       lost == 0   ? std::string("no line was lost")
                       : lost == 1 ? std::string("1 line was lost")
                                   : fmt::format("{} lines were lost", lost));
}

std::string does_not_keep_up(std::string_view where) {
    return fmt::format("{} does not keep up; lines that memory has no room for are lost", where);
}

std::string lost_here(std::uint64_t lines) {
    return fmt::format("{} line{} lost here: they came faster than they were taken", lines,
                       lines == 1 ? "" : "s");
}

std::string lost_at_the_end(std::uint64_t lines, std::string_view where) {
    return fmt::format("{} line{} missing at the end of {}", lines, lines == 1 ? " is" : "s are", where);
}

} // namespace ganger::core
