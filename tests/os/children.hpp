// For tests that start children: each waits for an event, ten seconds at most.
#pragma once

#include <ganger/os/fd.hpp>
#include <ganger/os/pipe.hpp>
#include <ganger/os/spawn.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <initializer_list>
#include <poll.h>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace ganger::os {

inline constexpr int longest_wait_ms = 10000;

inline bool wait_readable(int number) {
    pollfd entry{number, POLLIN, 0};
    int ready = 0;
    do ready = ::poll(&entry, 1, longest_wait_ms);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

// Until the end, or until `stop` was seen.
inline std::string read_text(int number, const std::string& stop = {}) {
    std::string text;
    char buffer[4096];
    while (wait_readable(number)) {
        const ssize_t count = ::read(number, buffer, sizeof buffer);
        if (count <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
        if (!stop.empty() && text.find(stop) != std::string::npos) return text;
    }
    return text + "[nothing more came]";
}

inline Fd open_pidfd(pid_t pid) {
    return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

inline SpawnRequest request_for(std::initializer_list<std::string> script) {
    SpawnRequest request;
    request.program = GANGER_TEST_CHILD;
    request.arguments = {"child"};
    request.arguments.insert(request.arguments.end(), script.begin(), script.end());
    request.environment = {"PATH=/usr/bin:/bin"};
    return request;
}

// A child with pipes for its output and its input. Killed and reaped at the end, if it is still there.
class Running {
  public:
    explicit Running(std::initializer_list<std::string> script) : Running(request_for(script)) {}
    explicit Running(SpawnRequest request) {
        Pipe output = std::move(make_pipe().value());
        Pipe input = std::move(make_pipe().value());
        request.standard_input = input.read_end.number();
        request.standard_output = request.standard_error = output.write_end.number();
        auto spawned = spawner_.spawn(request);
        output_ = std::move(output.read_end);
        input_ = std::move(input.write_end);
        if (spawned)
            child_ = std::move(*spawned);
        else
            error_ = spawned.error();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        if (child_.pid <= 0) return;
        ::kill(-child_.pid, SIGKILL);
        ::waitpid(child_.pid, nullptr, 0);
    }

    bool launched() const { return child_.pid > 0; }
    const core::NotLaunched& error() const { return error_; }
    pid_t pid() const { return child_.pid; }
    const Fd& pidfd() const { return child_.pidfd; }
    int output() const { return output_.number(); }
    std::string read_all() { return read_text(output()); }
    std::string read_to(const std::string& stop) { return read_text(output(), stop); }
    void close_input() { input_.reset(); }
    // It is a zombie then.
    bool wait_for_end() { return wait_readable(open_pidfd(child_.pid).number()); }

  private:
    Spawner spawner_;
    Spawned child_;
    core::NotLaunched error_;
    Fd output_;
    Fd input_;
};

// Runs `body` in a fork of the test, for what cannot be undone. The text it gives is returned; empty: all is
// well.
inline std::string in_own_process(const std::function<std::string()>& body) {
    Pipe pipe = std::move(make_pipe().value());
    const pid_t pid = ::fork();
    if (pid == 0) {
        const std::string text = body();
        (void) !::write(pipe.write_end.number(), text.data(), text.size());
        ::_exit(0);
    }
    pipe.write_end.reset();
    std::string text = read_text(pipe.read_end.number());
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (status != 0) text += " [status " + std::to_string(status) + "]";
    return text;
}

inline std::size_t open_descriptors() {
    std::size_t count = 0;
    for (int number = 0; number < 4096; ++number) count += ::fcntl(number, F_GETFD) >= 0;
    return count;
}

} // namespace ganger::os
