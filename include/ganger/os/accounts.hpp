// Users and groups of this machine, and whether we may become them.
#pragma once

#include <ganger/core/process_settings.hpp>

#include <optional>
#include <string>

namespace ganger::os {

// By name or number. A number without an entry stands for itself, with the group of the same number. Without
// a user: ours, in that group. Nothing: there is none of that name.
std::optional<core::Account> find_account(const std::optional<std::string>& user,
                                          const std::optional<std::string>& group);

std::optional<unsigned> find_group(const std::string& group); // a number stands for itself

bool is_ours(const core::Account& account);

// Become another user, and signal its processes afterwards: root's privileges, or the capabilities SETUID,
// SETGID and KILL.
bool may_change_user();

} // namespace ganger::os
