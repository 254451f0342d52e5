#include <ganger/core/log_rotation.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::core {

namespace {

// As many whole lines as there is room for.
std::size_t fitting(std::string_view lines, std::uint64_t room) {
    if (lines.size() <= room) return lines.size();
    const auto newline = room == 0 ? std::string_view::npos : lines.rfind('\n', room - 1);
    return newline == std::string_view::npos ? 0 : newline + 1;
}

std::size_t first_line(std::string_view lines) {
    return std::min(lines.find('\n'), lines.size() - 1) + 1;
}

} // namespace

LogRotation::Step LogRotation::next(const LogFileState& file, std::string_view lines, const Time& now) const {
    if (lines.empty()) return {};
    const bool may_rotate = now.monotonic >= again_at_;
    const bool old = limits_.max_age > Duration{} && now.wall - file.born >= limits_.max_age;
    if (old && file.size > 0 && may_rotate) {
        Step step = next({0, now.wall}, lines, now);
        step.rotate = true;
        return step;
    }
    if (limits_.max_size == 0) return {false, lines.size()};
    const auto room = limits_.max_size - std::min(file.size, limits_.max_size);
    if (const auto count = fitting(lines, room)) return {false, count};
    if (file.size == 0) return {false, first_line(lines)};
    if (!may_rotate) return {false, lines.size()};
    return {true, std::max(fitting(lines, limits_.max_size), first_line(lines))};
}

std::vector<Renaming> rotation_of(const std::string& path, unsigned keep) {
    const auto old = [&](unsigned number) { return number == 0 ? path : fmt::format("{}.{}", path, number); };
    if (keep == 0) return {{path, {}}};
    std::vector<Renaming> steps;
    for (unsigned number = keep; number > 0; --number) steps.push_back({old(number - 1), old(number)});
    return steps;
}

} // namespace ganger::core
