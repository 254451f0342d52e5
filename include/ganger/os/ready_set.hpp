// Many descriptors, each of which becomes readable once and is then of no more interest: epoll(7).
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <cstdint>
#include <vector>

namespace ganger::os {

// Readable itself while take_ready() would give something.
Result<Fd> open_ready_set();

// Until it is closed everywhere. False: this one can't be waited for here.
bool add_to(const Fd& set, const Fd& fd, std::uint64_t key);

// The keys of those that have become readable since; some of them, where they are many. Each is told once. A
// key whose descriptor was closed meanwhile may be among them.
std::vector<std::uint64_t> take_ready(const Fd& set);

} // namespace ganger::os
