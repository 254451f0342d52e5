#include "proc_file.hpp"

#include <ganger/os/fd.hpp>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr std::size_t largest =
    8 * 1024 * 1024; // the largest argument space there is (6 MiB), and /proc/net/tcp of a busy host

} // namespace

std::optional<std::string> read_proc(const std::string& path) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return std::nullopt;
    std::string content;
    std::array<char, 16384> buffer;
    while (content.size() < largest) {
        const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
        if (count == 0) break;
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return std::nullopt; // ESRCH: it has just gone
        content.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return content;
}

std::optional<std::string> read_proc_link(const std::string& path) {
    std::array<char, 4096> target;
    const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
    if (length < 0) return std::nullopt;
    return std::string(target.data(), static_cast<std::size_t>(length));
}

std::optional<std::vector<int>> numbers_in_proc(const std::string& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), ::closedir);
    if (!listing) return std::nullopt;
    std::vector<int> numbers;
    while (const dirent* entry = ::readdir(listing.get())) {
        const char* end = entry->d_name + std::strlen(entry->d_name);
        int number = 0;
        const auto parsed = std::from_chars(entry->d_name, end, number);
        if (parsed.ec == std::errc() && parsed.ptr == end) numbers.push_back(number);
    }
    return numbers;
}

} // namespace ganger::os
