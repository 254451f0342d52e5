#include <ganger/os/own_file.hpp>

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

} // namespace ganger::os
