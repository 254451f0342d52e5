// A file of ours that goes when we go, if it is still the one that we made.
#pragma once

#include <ganger/os/fd.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <string>
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

} // namespace ganger::os
