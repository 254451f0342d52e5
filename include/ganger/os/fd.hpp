// A file descriptor that closes itself.
#pragma once

#include <utility>

namespace ganger::os {

class Fd {
  public:
    Fd() = default;
    explicit Fd(int number) : number_(number) {}
    Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            reset();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    ~Fd() { reset(); }

    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    int release() { return std::exchange(number_, -1); }
    void reset(); // EINTR is not retried: on Linux the descriptor is gone. errno stays as it was

  private:
    int number_ = -1;
};

// Whoever starts us with 0, 1 or 2 closed gets /dev/null there: otherwise the next file we open takes that
// number, and a child's output or our own ends up in it. To be called before anything is opened.
void ensure_standard_descriptors();

// /dev/null in place of 0 and 1, so that only the child has them: whoever is at the other end of a pipe sees
// when the child closes it.
void leave_input_and_output();

} // namespace ganger::os
