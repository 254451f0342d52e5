#include <ganger/core/restart.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace ganger::core {

namespace {

constexpr std::array all_of_them{Restart::never, Restart::on_failure, Restart::always};

constexpr unsigned told_at_once = 5;
constexpr Duration between_told = std::chrono::minutes{1};

} // namespace

std::string_view restart_text(Restart restart) {
    switch (restart) {
    case Restart::never:
        return "never";
    case Restart::on_failure:
        return "on-failure";
    case Restart::always:
        return "always";
    }
    return "";
}

std::optional<Restart> restart_named(std::string_view name) {
    for (const auto restart : all_of_them)
        if (restart_text(restart) == name) return restart;
    return std::nullopt;
}

std::vector<std::string> restart_names() {
    std::vector<std::string> names;
    for (const auto restart : all_of_them) names.emplace_back(restart_text(restart));
    return names;
}

bool Tries::count(const MaxRestarts& most, Monotonic now, bool was_healthy) {
    if (most.count > 0) {
        std::erase_if(recent_, [&](Monotonic at) { return now - at > most.within; });
        if (recent_.size() >= most.count) return false;
        recent_.push_back(now);
    }
    if (was_healthy) in_row_ = 0;
    if (in_row_ < std::numeric_limits<unsigned>::max()) ++in_row_;
    return true;
}

void Tries::decide_telling(Monotonic now) {
    if (told_) untold_ = 0;
    const auto passed = may_since_ ? (now - *may_since_) / between_told : Duration::rep{told_at_once};
    may_tell_ = static_cast<unsigned>(std::min<Duration::rep>(told_at_once, may_tell_ + passed));
    if (!may_since_ || may_tell_ == told_at_once)
        may_since_ = now;
    else
        *may_since_ += passed * between_told;
    if (may_tell_ == told_at_once) quiet_ = false;
    told_ = may_tell_ > 0;
    if (told_)
        --may_tell_;
    else
        ++untold_;
    goes_quiet_ = may_tell_ == 0 && !quiet_;
    quiet_ = quiet_ || goes_quiet_;
}

} // namespace ganger::core
