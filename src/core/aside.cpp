#include <ganger/core/aside.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::size_t most = std::size_t{64} << 10;

std::uint64_t lines_in(std::string_view text) {
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

bool Aside::append(std::string_view text) {
    const auto line = fmt::format("ganger: {}\n", text);
    if (pending().size() + line.size() > most) return false;
    lines_.erase(0, std::exchange(taken_, 0));
    lines_ += line;
    return true;
}

void Aside::say(std::string_view text) {
    // In order: what was dropped comes first.
    if (!lost_ && unreported_ == 0 && append(text)) return;
    const auto lines = lines_in(text) + 1;
    dropped_ += lines;
    unreported_ += lines;
}

void Aside::take(std::size_t count) {
    taken_ += count;
    if (unreported_ == 0) return;
    const auto notice = fmt::format("dropped {} line{} of ganger's own: standard error took nothing",
                                    unreported_, unreported_ == 1 ? "" : "s");
    if (append(notice)) unreported_ = 0;
}

void Aside::lose() {
    lost_ = true;
    dropped_ += lines_in(pending());
    lines_.clear();
    taken_ = 0;
}

} // namespace ganger::core
