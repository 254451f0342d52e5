// Where the stream goes, such that a write never blocks us and nobody else's flags change.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <cstddef>
#include <string_view>

namespace ganger::os {

enum class OutputKind {
    reopened, // pipe or terminal, opened anew through /proc/self/fd with O_NONBLOCK: write(2), poll for room
    socket,   // send(MSG_DONTWAIT | MSG_NOSIGNAL), poll for room
    file,     // regular file: written as it is, never reopened (it would lose its offset); not pollable, and
              // write(2) waits for the disk: only a thread may call write_some
    memory,   // /dev/null, /dev/full …: takes or refuses it at once; not pollable
    blocking, // reopening was refused: write(2) may block; only a thread may call write_some
};

struct OutputTarget {
    Fd fd; // close-on-exec; a duplicate where not reopened
    OutputKind kind{};
    bool terminal = false;
};

// `number` is 1 as a rule. Enlarges a pipe to 1 MiB where allowed.
Result<OutputTarget> open_output(int number);

// What is written there is nowhere.
Result<OutputTarget> no_output();

// Bytes taken, or -1 with errno; EAGAIN: poll for room. EINTR is retried.
long write_some(const OutputTarget& target, std::string_view bytes);
long write_some(const Fd& fd, OutputKind kind, std::string_view bytes);

bool is_terminal(int number);

// A descriptor that can be read when there is room in a socket, or when its reader is gone. To wait for the
// socket itself would make it non-blocking, also for others who share it.
enum class Readiness { room, reader_gone };
Fd ready_when(const Fd& socket, Readiness what);

// Whoever was to read a pipe, or sat at a terminal, is gone. False where that cannot be known.
bool reader_is_gone(const Fd& fd);

} // namespace ganger::os
