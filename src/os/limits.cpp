#include <ganger/os/limits.hpp>

#include <sys/resource.h>

namespace ganger::os {

std::optional<std::uint64_t> soft_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
    return limit.rlim_cur;
}

std::optional<std::uint64_t> raise_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
    const rlim_t former = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return former;
}

std::optional<std::uint64_t> hard_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
    return limit.rlim_max;
}

HeldBackFiles::HeldBackFiles(std::uint64_t count) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const auto before = limit.rlim_cur;
    limit.rlim_cur = before > count ? before - count : 0;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) before_ = before;
}

HeldBackFiles::~HeldBackFiles() {
    rlimit limit{};
    if (!before_ || ::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = *before_;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace ganger::os
