// Pipes of ours: close-on-exec, and what stdin of the children is.
#pragma once

#include <ganger/core/result.hpp>
#include <ganger/os/fd.hpp>

#include <cstddef>

namespace ganger::os {

struct Pipe {
    Fd read_end;
    Fd write_end;
};

// Both ends blocking.
Result<Pipe> make_pipe();
Result<Pipe> make_output_pipe(); // read end non-blocking, for output of a child

// Where that is refused it stays as it is.
void enlarge_pipe(const Fd& end, std::size_t size);

// Bytes that can be read now (FIONREAD); 0 on error.
std::size_t bytes_readable(const Fd& fd);

// stdin of children: one pipe whose write end is held by us, opened anew for each child: no end of file while
// we live, end of file when we die.
class HeldInput {
  public:
    static Result<HeldInput> make();
    static Result<HeldInput> make_empty(); // /dev/null instead: end of file at once
    Result<Fd> open_for_child() const;

  private:
    Pipe pipe_;
};

} // namespace ganger::os
