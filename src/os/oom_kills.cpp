#include "proc_file.hpp"

#include <ganger/os/oom_kills.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <fcntl.h>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr std::string_view key = "oom_kill ";

Fd open_file(const std::string& path) {
    return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

// The path may be that of the host, and what is mounted here our own group alone.
Fd open_in(const char* hierarchy, const std::string& group, const char* name) {
    for (const auto& folder : {group, std::string()})
        if (auto file = open_file(hierarchy + folder + "/" + name)) return file;
    return Fd();
}

// A line is "4:memory:/shop" of version 1, "0::/shop" of version 2.
Fd open_counter() {
    std::istringstream lines(read_proc("/proc/self/cgroup").value_or(""));
    for (std::string line; std::getline(lines, line);) {
        const auto first = std::min(line.find(':'), line.size());
        const auto second = std::min(line.find(':', first + 1), line.size());
        if (second == line.size()) continue;
        const auto controller = line.substr(first + 1, second - first - 1);
        const auto group = line.substr(second + 1) == "/" ? std::string() : line.substr(second + 1);
        if (controller == "memory")
            if (auto file = open_in("/sys/fs/cgroup/memory", group, "memory.oom_control")) return file;
        if (controller.empty())
            if (auto file = open_in("/sys/fs/cgroup", group, "memory.events")) return file;
    }
    return Fd();
}

} // namespace

OomKills::OomKills() : file_(open_counter()), before_(read()) {}

std::uint64_t OomKills::count() const {
    const auto now = read();
    return now > before_ ? now - before_ : 0;
}

std::uint64_t OomKills::read() const {
    std::array<char, 512> bytes{};
    const auto size = file_ ? ::pread(file_.number(), bytes.data(), bytes.size(), 0) : -1;
    if (size <= 0) return 0;
    const std::string_view text(bytes.data(), static_cast<std::size_t>(size));
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        if (at != 0 && text[at - 1] != '\n') continue;
        std::uint64_t count = 0;
        std::from_chars(text.data() + at + key.size(), text.data() + text.size(), count);
        return count;
    }
    return 0;
}

} // namespace ganger::os
