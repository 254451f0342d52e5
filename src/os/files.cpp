#include <ganger/os/fd.hpp>
#include <ganger/os/files.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <limits.h>
#include <memory>
#include <optional>
#include <poll.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds longest_silence_of_a_fifo{5};
// A process substitution or a typing user holds the other end: somebody will write, but a vault may take its
// time.
constexpr std::chrono::seconds longest_silence_of_others{60};

auto cannot(std::string_view what, const std::string& path, std::string_view why) {
    return failure(fmt::format("cannot {} '{}': {}", what, path, why));
}

std::string size_text(std::size_t bytes) {
    if (bytes >= 1048576 && bytes % 1048576 == 0) return fmt::format("{} MiB", bytes / 1048576);
    if (bytes >= 1024 && bytes % 1024 == 0) return fmt::format("{} KiB", bytes / 1024);
    return fmt::format("{} bytes", bytes);
}

auto too_large(const std::string& path, std::size_t limit) {
    return failure(fmt::format("'{}' is larger than {}", path, size_text(limit)));
}

// N of /dev/stdin, /dev/fd/N, /proc/self/fd/N.
std::optional<int> descriptor_meant(std::string_view path) {
    if (path == "/dev/stdin") return STDIN_FILENO;
    for (std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
        if (!path.starts_with(prefix)) continue;
        const auto digits = path.substr(prefix.size());
        int number = -1;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size()) return number;
    }
    return std::nullopt;
}

// Non-blocking, because opening a FIFO would wait for a writer.
Fd open_to_read(const std::string& path) {
    Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file || errno == ENOENT) return file;
    // A socket, or a pipe of another user's, cannot be opened anew; the descriptor itself can be read.
    const int why = errno;
    if (const auto number = descriptor_meant(path)) file = Fd(::fcntl(*number, F_DUPFD_CLOEXEC, 3));
    if (!file) errno = why;
    return file;
}

// False: nothing came in time. Always polled first: a FIFO without a writer reads as an end of file, but
// polls as silence.
bool wait_readable(int number, std::chrono::seconds patience) {
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd entry{number, POLLIN, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(std::max<long>(left, 0)));
        if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
        if (ready == 0) return false;
    }
}

Result<std::string> read_all(const Fd& file, const std::string& path, std::size_t limit,
                             std::chrono::seconds patience) {
    std::string content;
    std::array<char, 16384> buffer;
    for (;;) {
        if (!wait_readable(file.number(), patience))
            return cannot("read", path, fmt::format("nobody wrote to it for {} s", patience.count()));
        const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
        if (count == 0) return content;
        if (count < 0 && errno != EINTR && errno != EAGAIN) return cannot("read", path, std::strerror(errno));
        if (count < 0) continue;
        content.append(buffer.data(), static_cast<std::size_t>(count));
        if (content.size() > limit) return too_large(path, limit);
    }
}

bool is_named_fifo(const struct stat& status, const std::string& path) {
    return S_ISFIFO(status.st_mode) && !descriptor_meant(path);
}

Result<std::vector<std::string>> visible_names(const std::string& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), ::closedir);
    if (!listing) return cannot("read", folder, std::strerror(errno));
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(listing.get()))
        if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    if (errno != 0) return cannot("read", folder, std::strerror(errno));
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::string> read_secret(const std::string& file, const std::string& name, std::size_t limit) {
    if (name.find('=') != std::string::npos)
        return failure(fmt::format("cannot use '{}' as a variable: its name holds '='", file));
    auto value = read_file(file, limit);
    if (!value) return value;
    if (value->find('\0') != std::string::npos)
        return failure(fmt::format("cannot use '{}' as a variable: it holds a NUL byte", file));
    return value;
}

bool same_folder(const std::string& a, const std::string& b) {
    struct stat first {
    }, second{};
    return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

// As the user sees it: the shell's PWD keeps the links that getcwd resolves.
std::string current_folder() {
    const char* shown = std::getenv("PWD");
    if (shown != nullptr && shown[0] == '/' && same_folder(shown, ".")) return shown;
    std::array<char, PATH_MAX> actual{};
    return ::getcwd(actual.data(), actual.size()) != nullptr ? std::string(actual.data()) : std::string();
}

// Without "." and "..", unless taking out a ".." behind a link leads elsewhere.
std::string tidy(const std::string& path) {
    auto tidied = std::filesystem::path(path).lexically_normal().string();
    while (tidied.size() > 1 && tidied.ends_with('/')) tidied.pop_back();
    return same_folder(path, tidied) ? tidied : path;
}

} // namespace

FileKind kind_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return errno == ENOENT || errno == ENOTDIR ? FileKind::missing : FileKind::other;
    if (S_ISREG(status.st_mode)) return FileKind::file;
    return S_ISDIR(status.st_mode) ? FileKind::folder : FileKind::other;
}

std::optional<std::string> other_owner(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || status.st_uid == ::geteuid()) return std::nullopt;
    const passwd* const entry = ::getpwuid(status.st_uid);
    return entry != nullptr ? entry->pw_name : std::to_string(status.st_uid);
}

std::optional<unsigned> owner_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return status.st_uid;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
    const Fd file = open_to_read(path);
    struct stat status {};
    if (!file || ::fstat(file.number(), &status) != 0) return cannot("read", path, std::strerror(errno));
    if (S_ISDIR(status.st_mode)) return cannot("read", path, std::strerror(EISDIR));
    if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > limit)
        return too_large(path, limit);
    return read_all(file, path, limit,
                    is_named_fifo(status, path) ? longest_silence_of_a_fifo : longest_silence_of_others);
}

Result<std::vector<std::pair<std::string, std::string>>> read_secrets(const std::string& folder,
                                                                      std::size_t limit) {
    const auto names = visible_names(folder);
    if (!names) return tl::unexpected(names.error());
    std::vector<std::pair<std::string, std::string>> secrets;
    std::size_t total = 0;
    for (const auto& name : *names) {
        const auto file = folder + '/' + name;
        if (kind_of(file) == FileKind::folder) continue;
        auto value = read_secret(file, name, limit);
        if (!value) return tl::unexpected(value.error());
        total += value->size();
        if (total > limit) return too_large(folder, limit);
        secrets.emplace_back(name, std::move(*value));
    }
    return secrets;
}

Result<std::string> absolute_folder(const std::string& path) {
    struct stat status {};
    if (::stat(path.empty() ? "." : path.c_str(), &status) != 0)
        return cannot("enter", path, std::strerror(errno));
    if (!S_ISDIR(status.st_mode)) return cannot("enter", path, std::strerror(ENOTDIR));
    if (::faccessat(AT_FDCWD, path.empty() ? "." : path.c_str(), X_OK, AT_EACCESS) != 0)
        return cannot("enter", path, std::strerror(errno));
    if (path.starts_with('/')) return tidy(path);
    const auto here = current_folder();
    if (here.empty()) return cannot("enter", path, std::strerror(errno));
    return tidy(here + '/' + path);
}

} // namespace ganger::os
