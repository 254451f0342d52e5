// A file of ours that goes when we go, if it is still the one that we made.
#pragma once

#include <ganger/os/fd.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <string>
#include <string_view>
#include <sys/types.h>

namespace ganger::os {

class OwnFile {
  public:
    OwnFile() = default;
    OwnFile(const RuntimeFolder& folder, std::string name); // it is there
    OwnFile(OwnFile&&) noexcept = default;
    OwnFile& operator=(OwnFile&&) = delete;
    ~OwnFile();

  private:
    Fd folder_;
    std::string name_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

void remove_from(const RuntimeFolder& folder, const std::string& name);

// Shows what is there to the group of the folder, if that has one, which may read it, and write to a socket.
Result<void> show_to_group(const RuntimeFolder& folder, const std::string& name, mode_t mode);

// Complete as soon as it is there (0600; 0640 for a group); whatever had the name is replaced.
Result<OwnFile> make_own_file(const RuntimeFolder& folder, const std::string& name, std::string_view content);

} // namespace ganger::os
