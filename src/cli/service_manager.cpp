#include "service_manager.hpp"

#include <ganger/core/service_notices.hpp>
#include <ganger/os/unix_socket.hpp>

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

namespace ganger::cli {

namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

} // namespace

std::optional<engine::Service> open_service(core::Profile profile, std::vector<core::Told>& words) {
    if (profile != core::Profile::host) return std::nullopt;
    const auto manager = core::service_manager_of(variable("NOTIFY_SOCKET"), variable("WATCHDOG_USEC"),
                                                  variable("WATCHDOG_PID"), os::our_pid());
    if (!manager) return std::nullopt;
    auto socket = os::NotifySocket::open(manager->socket);
    if (!socket) {
        words.push_back({core::Level::warning,
                         "the service manager is told nothing: " + std::generic_category().message(errno),
                         {}});
        return std::nullopt;
    }
    return engine::Service{std::move(*socket), manager->watchdog};
}

} // namespace ganger::cli
