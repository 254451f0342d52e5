// Is a TCP port free to listen on, and if not, who holds it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace ganger::os {

// Tried by binding with SO_REUSEADDR on 0.0.0.0 and [::] (TIME_WAIT is no obstacle). Ports we may not bind
// (EACCES) count as free: the app may be permitted where we are not.
bool port_is_free(std::uint16_t port);

// On which ports somebody listens, on any address; touches none of them. Empty where that cannot be seen.
std::set<std::uint16_t> listening_ports();

// "python3 (pid 4711)", by /proc/net/tcp{,6} and /proc/*/fd; empty where that cannot be seen.
std::optional<std::string> port_holder(std::uint16_t port);

} // namespace ganger::os
