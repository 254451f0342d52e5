// Reading what users give us, bounded.
#pragma once

#include <ganger/core/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ganger::os {

enum class FileKind { missing, file, folder, other };
// Follows links. `other`: sockets, devices, FIFOs, and what cannot be looked at, so that reading it tells
// why.
FileKind kind_of(const std::string& path);

// "cannot read 'Procfile': No such file or directory"; more than `limit` bytes is an error, too. FIFOs,
// devices and process substitution (/dev/fd/63, /dev/null) are read to their end, bounded in bytes; a FIFO
// nobody writes to is an error after 5 s, a pipe that stays silent after 60 s.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// Secrets as they are mounted: one variable per file, its bytes as they stand there; names beginning with "."
// and folders are skipped. Sorted. `limit` bounds the sum as well.
Result<std::vector<std::pair<std::string, std::string>>> read_secrets(const std::string& folder,
                                                                      std::size_t limit);

// The name of whose it is, unless it is ours.
std::optional<std::string> other_owner(const std::string& path);

std::optional<unsigned> owner_of(const std::string& path);

// Absolute, without resolving links (a relative path begins at the shell's PWD, if that is where we are); the
// folder must exist and be enterable.
Result<std::string> absolute_folder(const std::string& path);

} // namespace ganger::os
