#include <ganger/os/accounts.hpp>

#include <charconv>
#include <cstdint>
#include <grp.h>
#include <limits>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr std::size_t most_groups = 65536; // of the kernel

std::optional<std::uint32_t> number_in(const std::string& text) {
    std::uint32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    // The last one means "leave it".
    if (error != std::errc{} || last != end || number == std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    return number;
}

const passwd* entry_of(const std::string& user) {
    if (const auto* const found = ::getpwnam(user.c_str())) return found;
    const auto number = number_in(user);
    return number ? ::getpwuid(*number) : nullptr;
}

core::Account account_of(const passwd& entry) {
    return {entry.pw_uid, entry.pw_gid, {}, entry.pw_name, entry.pw_dir, entry.pw_shell};
}

std::optional<core::Account> find_user(const std::string& user) {
    if (const auto* const entry = entry_of(user)) return account_of(*entry);
    const auto number = number_in(user);
    if (!number) return std::nullopt;
    return core::Account{*number, *number, {}, user, {}, {}};
}

core::Account ourselves() {
    core::Account account{::geteuid(), ::getegid(), {}, {}, {}, {}};
    if (const auto* const entry = ::getpwuid(account.user)) account.name = entry->pw_name;
    return account;
}

std::vector<std::uint32_t> groups_of(const core::Account& account) {
    std::vector<gid_t> groups(64);
    for (;;) {
        int count = static_cast<int>(groups.size());
        if (::getgrouplist(account.name.c_str(), account.group, groups.data(), &count) >= 0) {
            groups.resize(static_cast<std::size_t>(count));
            return {groups.begin(), groups.end()};
        }
        if (groups.size() >= most_groups) return {account.group};
        groups.resize(groups.size() * 2);
    }
}

} // namespace

std::optional<unsigned> find_group(const std::string& group) {
    if (const auto* const found = ::getgrnam(group.c_str())) return found->gr_gid;
    return number_in(group);
}

std::optional<core::Account> find_account(const std::optional<std::string>& user,
                                          const std::optional<std::string>& group) {
    auto account = user ? find_user(*user) : std::optional{ourselves()};
    if (!account) return std::nullopt;
    if (group) {
        const auto found = find_group(*group);
        if (!found) return std::nullopt;
        account->group = *found;
    }
    account->groups = groups_of(*account);
    account->has_variables = user.has_value();
    if (account->home.empty()) account->home = "/";
    if (account->shell.empty()) account->shell = "/bin/sh";
    return account;
}

bool is_ours(const core::Account& account) {
    return account.user == ::geteuid() && account.group == ::getegid();
}

bool may_change_user() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
    if (::syscall(SYS_capget, &header, data) != 0) return ::geteuid() == 0;
    const auto has = [&](unsigned capability) { return (data[0].effective >> capability & 1U) != 0; };
    return has(CAP_SETUID) && has(CAP_SETGID) && has(CAP_KILL);
}

} // namespace ganger::os
