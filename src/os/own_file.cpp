#include <ganger/os/own_file.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ganger::os {

OwnFile::OwnFile(const RuntimeFolder& folder, std::string name) : name_(std::move(name)) {
    struct stat status {};
    if (::fstatat(folder.fd.number(), name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    device_ = status.st_dev;
    inode_ = status.st_ino;
    folder_ = Fd(::fcntl(folder.fd.number(), F_DUPFD_CLOEXEC, 3));
}

OwnFile::~OwnFile() {
    if (!folder_) return;
    struct stat status {};
    if (::fstatat(folder_.number(), name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    if (status.st_dev == device_ && status.st_ino == inode_) ::unlinkat(folder_.number(), name_.c_str(), 0);
}

void remove_from(const RuntimeFolder& folder, const std::string& name) {
    ::unlinkat(folder.fd.number(), name.c_str(), 0);
}

Result<void> show_to_group(const RuntimeFolder& folder, const std::string& name, mode_t mode) {
    if (!folder.group) return {};
    const int at = folder.fd.number();
    if (::fchownat(at, name.c_str(), static_cast<uid_t>(-1), *folder.group, AT_SYMLINK_NOFOLLOW) == 0 &&
        ::fchmodat(at, name.c_str(), mode, 0) == 0)
        return {};
    return failure(fmt::format("group {} can't have '{}/{}': {}", *folder.group, folder.path, name,
                               std::strerror(errno)));
}

Result<OwnFile> make_own_file(const RuntimeFolder& folder, const std::string& name,
                              std::string_view content) {
    const auto fresh = name + ".new";
    const int at = folder.fd.number();
    ::unlinkat(at, fresh.c_str(), 0);
    const Fd file(
        ::openat(at, fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
    const bool written =
        file &&
        ::write(file.number(), content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
        show_to_group(folder, fresh, S_IRUSR | S_IWUSR | S_IRGRP);
    if (!written || ::renameat(at, fresh.c_str(), at, name.c_str()) != 0) {
        const int why = errno;
        ::unlinkat(at, fresh.c_str(), 0);
        return failure(fmt::format("cannot write '{}/{}': {}", folder.path, name, std::strerror(why)));
    }
    return OwnFile(folder, name);
}

} // namespace ganger::os
