#include <ganger/core/patience.hpp>

#include <algorithm>

namespace ganger::core {

void Patience::waited(Duration time, std::size_t bytes) {
    const auto earned = std::chrono::duration<double>(static_cast<double>(bytes) / slowest);
    left_ = std::clamp(left_ - time + std::chrono::duration_cast<Duration>(earned), Duration{}, most);
}

} // namespace ganger::core
