#include <ganger/os/app_search.hpp>
#include <ganger/os/fd.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr std::string_view ending = ".json";
constexpr std::size_t digits = 12;
constexpr std::size_t largest = std::size_t{64} << 10;

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};
using Listing = std::unique_ptr<DIR, CloseFolder>;

template <class Each>
void each_name(DIR* folder, Each each) {
    while (const dirent* entry = ::readdir(folder)) {
        const std::string name = entry->d_name;
        if (name != "." && name != "..") each(name);
    }
}

bool is_app_file(std::string_view name) {
    return name.size() == digits + ending.size() && name.ends_with(ending) &&
           name.find_first_not_of("0123456789abcdef") == digits;
}

std::optional<std::string> read_app_file(int folder, const std::string& name, uid_t owner) {
    const Fd file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!file || ::fstat(file.number(), &status) != 0) return std::nullopt;
    if (!S_ISREG(status.st_mode) || status.st_uid != owner) return std::nullopt;
    std::string content(largest, '\0');
    const auto size = ::read(file.number(), content.data(), content.size());
    if (size <= 0) return std::nullopt;
    content.resize(static_cast<std::size_t>(size));
    return content;
}

bool is_our_group(gid_t group) {
    if (group == ::getegid()) return true;
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
    return std::find(groups.begin(), groups.begin() + std::max(0, count), group) !=
           groups.begin() + std::max(0, count);
}

bool is_shown_to_us(const struct stat& folder) {
    constexpr mode_t shown = S_IRGRP | S_IXGRP;
    return (folder.st_mode & shown) == shown && is_our_group(folder.st_gid);
}

bool only_root_writes_beside(const std::string& path) {
    struct stat status {};
    const auto parent = path.substr(0, path.rfind('/') + 1);
    return ::stat(parent.c_str(), &status) == 0 && status.st_uid == 0 &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

void search_folder(const std::string& path, std::vector<FoundApp>& found) {
    Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (!fd || ::fstat(fd.number(), &status) != 0) return;
    const auto us = ::geteuid();
    const bool foreign = us != 0 && status.st_uid != us && status.st_uid != 0;
    if (foreign && !is_shown_to_us(status)) return;
    const bool shown = foreign && !only_root_writes_beside(path);
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return;
    const Listing listing(::fdopendir(fd.number()));
    if (!listing) return;
    const int number = fd.release();
    each_name(listing.get(), [&](const std::string& name) {
        if (!is_app_file(name)) return;
        if (auto content = read_app_file(number, name, status.st_uid))
            found.push_back(
                {path + "/" + name.substr(0, digits) + ".sock", std::move(*content), status.st_uid, shown});
    });
}

} // namespace

std::vector<FoundApp> find_apps(const std::vector<core::SearchPlace>& places) {
    std::vector<std::string> folders;
    for (const auto& place : places) {
        const Listing listing(::opendir(place.parent.c_str()));
        if (!listing) continue;
        each_name(listing.get(), [&](const std::string& name) {
            if (name.starts_with(place.prefix)) folders.push_back(place.parent + "/" + name + place.below);
        });
    }
    std::sort(folders.begin(), folders.end());
    folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
    std::vector<FoundApp> found;
    for (const auto& folder : folders) search_folder(folder, found);
    return found;
}

std::vector<FoundApp> find_apps_in(const std::string& folder) {
    std::vector<FoundApp> found;
    search_folder(folder, found);
    return found;
}

std::string real_path(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), &std::free);
    return resolved ? std::string(resolved.get()) : path;
}

} // namespace ganger::os
