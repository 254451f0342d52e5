#include <ganger/core/patience.hpp>

#include <algorithm>

namespace ganger::core {

namespace {
constexpr Duration absence = std::chrono::milliseconds{100};
}

bool Patience::ends(Duration late) {
    if (late > absence) return false;
    left_ = {};
    return true;
}

void Patience::waited(Duration time, std::size_t bytes) {
    if (left_ > Duration{} && time > left_ + absence) time = {};
    const auto earned = std::chrono::duration<double>(static_cast<double>(bytes) / slowest);
    left_ = std::clamp(left_ - time + std::chrono::duration_cast<Duration>(earned), Duration{}, most);
}

} // namespace ganger::core
