// What carrying logs costs at least: a loop of epoll, read, split, prefix, and one write a wake-up; pipes as
// the kernel makes them. logs_reference COMMAND…   each run by `sh -c 'exec COMMAND'`; SIGTERM ends them and
// it
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

struct Child {
    pid_t pid = 0;
    int pipe = -1;
    std::string prefix;
    std::string carry;
};

Child start(const char* command, std::size_t number) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) std::exit(1);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    std::string line = std::string("exec ") + command;
    char shell[] = "/bin/sh";
    char option[] = "-c";
    char* arguments[] = {shell, option, line.data(), nullptr};
    Child child;
    if (posix_spawn(&child.pid, shell, &actions, &attributes, arguments, environ) != 0) std::exit(1);
    close(ends[1]);
    child.pipe = ends[0];
    char prefix[32];
    std::snprintf(prefix, sizeof prefix, "w%02zu.1  | ", number);
    child.prefix = prefix;
    return child;
}

void split(Child& child, const char* at, std::size_t left, std::string& out) {
    while (left > 0) {
        const char* newline = static_cast<const char*>(std::memchr(at, '\n', left));
        if (!newline) {
            child.carry.append(at, left);
            return;
        }
        const auto length = static_cast<std::size_t>(newline + 1 - at);
        out += child.prefix;
        if (!child.carry.empty()) {
            out += child.carry;
            child.carry.clear();
        }
        out.append(at, length);
        at += length;
        left -= length;
    }
}

void put(std::string& out) {
    for (std::size_t done = 0; done < out.size();) {
        const ssize_t count = write(1, out.data() + done, out.size() - done);
        if (count < 0) std::exit(1);
        done += static_cast<std::size_t>(count);
    }
    out.clear();
}

} // namespace

int main(int argc, char** argv) {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigprocmask(SIG_BLOCK, &ending, nullptr);
    const int signals = signalfd(-1, &ending, SFD_CLOEXEC);
    const int poll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<Child> children;
    for (int i = 1; i < argc; ++i) children.push_back(start(argv[i], children.size()));
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    for (std::size_t i = 0; i < children.size(); ++i) {
        wanted.data.u64 = i;
        epoll_ctl(poll, EPOLL_CTL_ADD, children[i].pipe, &wanted);
    }
    wanted.data.u64 = children.size();
    epoll_ctl(poll, EPOLL_CTL_ADD, signals, &wanted);

    static char buffer[65536];
    std::string out;
    out.reserve(std::size_t{1} << 20);
    epoll_event ready[64];
    for (bool running = true; running;) {
        const int count = epoll_wait(poll, ready, 64, -1);
        for (int i = 0; i < count; ++i) {
            if (ready[i].data.u64 == children.size()) {
                running = false;
                break;
            }
            Child& child = children[ready[i].data.u64];
            const ssize_t got = read(child.pipe, buffer, sizeof buffer);
            if (got > 0) split(child, buffer, static_cast<std::size_t>(got), out);
            if (got == 0) epoll_ctl(poll, EPOLL_CTL_DEL, child.pipe, nullptr);
        }
        put(out);
    }
    for (const Child& child : children) kill(child.pid, SIGTERM);
    for (const Child& child : children) waitpid(child.pid, nullptr, 0);
}
