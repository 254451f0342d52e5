#include <ganger/os/runtime_folder.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

auto cannot_use(const std::string& path, std::string_view why) {
    return failure(fmt::format("cannot use '{}': {}", path, why));
}

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

// That its members may enter it.
bool give_to(gid_t group, const Fd& folder, struct stat& status) {
    constexpr mode_t shown = S_IRGRP | S_IXGRP;
    const mode_t mode = (status.st_mode & 07777) | shown;
    if (status.st_gid != group && ::fchown(folder.number(), static_cast<uid_t>(-1), group) != 0) return false;
    if ((status.st_mode & shown) != shown && ::fchmod(folder.number(), mode) != 0) return false;
    status.st_mode |= shown;
    return true;
}

enum class WhenMissing { make_it, fail };

Result<RuntimeFolder> open_folder(const core::RuntimePlace& place, WhenMissing missing) {
    const bool made = missing == WhenMissing::make_it && ::mkdir(place.path.c_str(), S_IRWXU) == 0;
    if (missing == WhenMissing::make_it && !made && errno != EEXIST)
        return cannot_use(place.path, std::strerror(errno));
    Fd fd(::open(place.path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.number(), &status) != 0) return cannot_use(place.path, std::strerror(errno));
    if (status.st_uid != ::geteuid()) return cannot_use(place.path, "it belongs to somebody else");
    // The umask took from what we made.
    if (made && ::fchmod(fd.number(), S_IRWXU) == 0) status.st_mode = S_IFDIR | S_IRWXU;
    if (place.group && !give_to(*place.group, fd, status)) {
        const int why = errno;
        if (made) ::rmdir(place.path.c_str());
        return cannot_use(place.path,
                          fmt::format("group {} can't have it: {}", *place.group, std::strerror(why)));
    }
    const mode_t forbidden = place.may_be_seen || place.group ? S_IWGRP | S_IWOTH : S_IRWXG | S_IRWXO;
    if ((status.st_mode & forbidden) != 0)
        return cannot_use(place.path, fmt::format("its mode is {:o}, not 700", status.st_mode & 07777));
    if (::faccessat(fd.number(), ".", W_OK | X_OK, AT_EACCESS) != 0)
        return cannot_use(place.path, std::strerror(errno));
    return RuntimeFolder{place.path, std::move(fd), place.group};
}

} // namespace

core::RuntimeFacts observe_runtime() {
    return {::geteuid(), variable("RUNTIME_DIRECTORY"), variable("XDG_RUNTIME_DIR")};
}

Result<RuntimeFolder> open_runtime_folder(const core::RuntimePlace& place) {
    return open_folder(place, WhenMissing::make_it);
}

std::optional<RuntimeFolder> find_runtime_folder(const core::RuntimePlace& place) {
    auto folder = open_folder(place, WhenMissing::fail);
    if (!folder) return std::nullopt;
    return std::move(*folder);
}

} // namespace ganger::os
