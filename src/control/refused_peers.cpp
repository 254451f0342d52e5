#include <ganger/control/refused_peers.hpp>

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace ganger::control {

namespace {

constexpr std::chrono::minutes between_lines{1};

}

std::optional<std::string> RefusedPeers::refused(unsigned user, long pid, const Askers& askers,
                                                 core::Monotonic now) {
    if (told_at_ && now - *told_at_ < between_lines) {
        ++untold_;
        return std::nullopt;
    }
    told_at_ = now;
    const auto who = pid > 0 ? fmt::format("user {} (pid {})", user, pid) : fmt::format("user {}", user);
    const auto others = std::exchange(untold_, 0);
    return fmt::format("control: {} was refused: {}{}", who, who_may_ask(askers),
                       others == 0 ? "" : fmt::format("; {} more since the last such line", others));
}

} // namespace ganger::control
