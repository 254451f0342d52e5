#include "proc_file.hpp"

#include <ganger/core/launch_group.hpp>
#include <ganger/os/control_group.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <memory>
#include <sstream>
#include <string_view>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace ganger::os {
namespace {

Fd open_folder(int at, const std::string& name) {
    return Fd(::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

std::string read_file_in(int folder, const char* name) {
    const Fd file(::openat(folder, name, O_RDONLY | O_CLOEXEC));
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const auto count = file ? ::read(file.number(), part.data(), part.size()) : 0;
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return text;
        text.append(part.data(), static_cast<std::size_t>(count));
    }
}

void add_members(int folder, std::vector<pid_t>& members) {
    std::istringstream numbers(read_file_in(folder, "cgroup.procs"));
    for (pid_t pid = 0; numbers >> pid;) members.push_back(pid);
}

std::vector<std::string> folders_in(int folder) {
    std::vector<std::string> names;
    Fd copy = open_folder(folder, ".");
    if (!copy) return names;
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(copy.number()), ::closedir);
    if (!stream) return names;
    (void) copy.release();
    while (const dirent* const entry = ::readdir(stream.get()))
        if (const std::string_view name = entry->d_name;
            entry->d_type == DT_DIR && name != "." && name != "..")
            names.emplace_back(name);
    return names;
}

// Those that are deepest first.
template <class Visit>
void for_each_below(int folder, const Visit& visit) {
    for (const auto& name : folders_in(folder)) {
        if (const Fd below = open_folder(folder, name)) for_each_below(below.number(), visit);
        visit(folder, name);
    }
}

bool remove_folder(int at, const std::string& name) {
    return ::unlinkat(at, name.c_str(), AT_REMOVEDIR) == 0;
}

// ---- Our own

// "0::/shop" among the lines of version 1. It may be a path of the host's, where what is mounted here is our
// own group alone.
std::string path_of_version_2() {
    std::istringstream lines(read_proc("/proc/self/cgroup").value_or(""));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("0::/")) return line.substr(std::string_view("0::/").size());
    return {};
}

bool is_given_away(int folder) {
    const auto is_set = [&](const char* name) {
        char value = 0;
        return ::fgetxattr(folder, name, &value, 1) == 1 && value == '1';
    };
    return is_set("user.delegate") || is_set("trusted.delegate");
}

bool is_version_2(int folder) {
    struct statfs system {};
    return ::fstatfs(folder, &system) == 0 && system.f_type == CGROUP2_SUPER_MAGIC;
}

bool are_we_in(int folder) {
    std::vector<pid_t> members;
    add_members(folder, members);
    return std::find(members.begin(), members.end(), ::getpid()) != members.end();
}

core::OwnGroup look_at(int folder, bool is_top) {
    struct stat status {};
    const bool is_there = ::fstat(folder, &status) == 0;
    return {.can_be_killed = ::faccessat(folder, "cgroup.kill", F_OK, 0) == 0,
            .is_top = is_top,
            .belongs_to_us = is_there && status.st_uid == ::geteuid(),
            .is_given_away = is_given_away(folder),
            .may_do_anything = ::geteuid() == 0};
}

} // namespace

// A folder that another is to be born in need not be readable.
Fd ControlGroup::make(const std::string& name) const {
    if (::mkdirat(folder_.number(), name.c_str(), 0755) != 0) return Fd();
    Fd made(::openat(folder_.number(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!made) remove_folder(folder_.number(), name);
    return made;
}

bool ControlGroup::remove(const std::string& name) const {
    if (remove_folder(folder_.number(), name) || errno == ENOENT) return true;
    const Fd folder = open_folder(folder_.number(), name);
    if (folder) for_each_below(folder.number(), remove_folder);
    return remove_folder(folder_.number(), name);
}

std::vector<pid_t> ControlGroup::members(const std::string& name) const {
    std::vector<pid_t> members;
    const Fd folder = open_folder(folder_.number(), name);
    if (!folder) return members;
    add_members(folder.number(), members);
    for_each_below(folder.number(), [&](int at, const std::string& below) {
        if (const Fd next = open_folder(at, below)) add_members(next.number(), members);
    });
    return members;
}

bool ControlGroup::kill(const std::string& name) const {
    const Fd file(::openat(folder_.number(), (name + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
    return file && ::write(file.number(), "1", 1) == 1;
}

std::vector<std::string> ControlGroup::groups() const {
    return folders_in(folder_.number());
}

std::optional<ControlGroup> delegated_group() {
    const auto path = path_of_version_2();
    for (const std::string hierarchy : {"/sys/fs/cgroup/", "/sys/fs/cgroup/unified/"}) {
        for (const auto& below : {path, std::string()}) {
            Fd folder(::open((hierarchy + below).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
            if (!folder || !is_version_2(folder.number())) continue;
            if (core::is_ours_to_divide(look_at(folder.number(), below.empty())) &&
                are_we_in(folder.number()))
                return ControlGroup(std::move(folder));
        }
    }
    return std::nullopt;
}

} // namespace ganger::os
