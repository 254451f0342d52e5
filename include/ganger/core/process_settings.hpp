// What the kernel is told about a process before its program runs: whose it is, its folder, its limits, its
// priority. What is left open here stays as ganger has it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// The names are those of prlimit(1) without what they have in common.
enum class LimitKind {
    as,
    core,
    cpu,
    data,
    fsize,
    locks,
    memlock,
    msgqueue,
    nice,
    nofile,
    nproc,
    rss,
    rtprio,
    rttime,
    sigpending,
    stack,
};

const std::vector<std::string>& limit_names();
std::string_view limit_text(LimitKind kind); // "nofile"
std::optional<LimitKind> limit_named(std::string_view name);

constexpr std::uint64_t unlimited = ~std::uint64_t{0};

// What is left out stays; a soft limit never stays above the hard one.
struct LimitSetting {
    std::optional<std::uint64_t> soft;
    std::optional<std::uint64_t> hard;
    bool operator==(const LimitSetting&) const = default;
};

using LimitSettings = std::map<LimitKind, LimitSetting>;

// Whose a process is, as it was found on this machine.
struct Account {
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    std::vector<std::uint32_t> groups; // its own among them
    std::string name;                  // the number, if there is none
    std::string home;
    std::string shell;
    bool has_variables = true; // HOME and so on become those of the user
    bool operator==(const Account&) const = default;
};

struct ProcessSettings {
    std::optional<Account> account; // looked up by whoever may ask the machine
    std::string folder;             // relative to the root; empty: the root itself
    std::optional<unsigned> umask;
    LimitSettings limits;
    std::optional<int> nice; // as the kernel counts: what is less goes first
    std::optional<int> oom_score_adj;
};

// `folder` seen from `root`, tidied: PWD has to be like this. Links are not known here.
std::string folder_in(std::string_view root, std::string_view folder);

} // namespace ganger::core
