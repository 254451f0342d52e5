// The socket of a supervisor: at both its ends.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace ganger::os {

struct Peer {
    pid_t pid = 0; // 0: it can't be seen from here
    unsigned user = 0;
    std::vector<unsigned> groups{}; // those that it had when it connected
};

// At a path where nothing is; 0600, never blocks.
Result<Fd> listen_at(const std::string& path);

// Connected, never blocks. Nothing: nobody listens there.
std::optional<Fd> connect_to(const std::string& path);

// A dead supervisor's, or nothing at all, is nobody's.
std::optional<Peer> listener_at(const std::string& path);

// The next that waits; empty with errno (EAGAIN: none does).
Fd accept_connection(const Fd& listener);

std::optional<Peer> peer_of(const Fd& connection);
bool is_gone(pid_t pid); // no process has this number
unsigned our_user();
long our_pid();

// Never blocks; what finds no room is dropped.
void send_at_once(const Fd& connection, std::string_view bytes);

} // namespace ganger::os
