// Reading what users give us, bounded.
#pragma once

#include <ganger/core/result.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ganger::os {

enum class FileKind { missing, file, folder, other };
FileKind kind_of(const std::string& path); // follows links; `other`: sockets, devices, FIFOs

// "cannot read 'Procfile': No such file or directory"; more than `limit` bytes is an error, too. FIFOs, devices and process
// substitution (/dev/fd/63, /dev/null) are read to their end, bounded in bytes; a FIFO nobody writes to is an error after 5 s.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// Secrets as they are mounted: one variable per file, verbatim less one final newline; names beginning with "." are skipped. Sorted.
Result<std::vector<std::pair<std::string, std::string>>> read_secrets(const std::string& folder, std::size_t limit);

// Absolute, without resolving links; the folder must exist and be enterable.
Result<std::string> absolute_folder(const std::string& path);

} // namespace ganger::os
