// The socket on which the systemd journal takes entries, a datagram each. Never blocks.
#pragma once

#include <ganger/os/fd.hpp>

#include <string>
#include <string_view>

namespace ganger::os {

inline constexpr const char* journal_address = "/run/systemd/journal/socket";

// Empty: nobody is there, errno says why.
Fd open_journal(const std::string& address = journal_address);

// 0, or errno; EAGAIN: poll for room. What is too large for a datagram goes as a sealed file in memory. Where
// the other side has gone, whoever has come in its place is found.
int send_to_journal(const Fd& socket, std::string_view entry, const std::string& address = journal_address);

} // namespace ganger::os
