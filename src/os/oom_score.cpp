#include <ganger/os/fd.hpp>
#include <ganger/os/oom_score.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr const char* file_name = "/proc/self/oom_score_adj";

std::optional<int> read_score() {
    const Fd file(::open(file_name, O_RDONLY | O_CLOEXEC));
    char text[16] = {};
    if (!file || ::read(file.number(), text, sizeof text - 1) <= 0) return std::nullopt;
    return std::atoi(text);
}

bool write_score(int score) {
    const Fd file(::open(file_name, O_WRONLY | O_CLOEXEC));
    const auto text = fmt::format("{}", score);
    return file && ::write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

} // namespace

std::optional<int> lower_oom_score() {
    const auto before = read_score();
    if (!before) return std::nullopt;
    // The first needs a privilege, and -1000 would be never; back to 0 may go whoever was put above it.
    for (const int score : {-900, 0})
        if (*before > score && write_score(score)) return before;
    return std::nullopt;
}

} // namespace ganger::os
