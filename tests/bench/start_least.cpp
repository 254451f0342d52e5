// What keeping ganger's promises costs at least, with nothing decided, said or kept: a session and a pipe for
// each child, orphans that come to us, ends told by pidfd, the last words read, the group signalled while a
// zombie holds its number, then reaped. start_least COUNT PROGRAM [ARGUMENT…]
#include "spawning.hpp"

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

struct Child {
    pid_t pid = -1;
    int pidfd = -1;
    int output = -1;
};

bool start(Child& child, char** command, const posix_spawnattr_t& attributes) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    const int error = posix_spawn(&child.pid, command[0], &actions, &attributes, command, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    child.output = ends[0];
    child.pidfd = static_cast<int>(syscall(SYS_pidfd_open, child.pid, 0));
    return error == 0 && child.pidfd >= 0;
}

void put_away(const Child& child) {
    siginfo_t end{};
    waitid(P_PID, static_cast<id_t>(child.pid), &end, WEXITED | WNOHANG | WNOWAIT);
    char last_words[4096];
    while (read(child.output, last_words, sizeof last_words) > 0) {
    }
    close(child.output);
    kill(-child.pid, SIGTERM);
    waitid(P_PID, static_cast<id_t>(child.pid), &end, WEXITED | WNOHANG);
    close(child.pidfd);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        return 2;
    }
    const sigset_t ending = block({SIGTERM});
    const posix_spawnattr_t attributes = with_none_blocked(POSIX_SPAWN_SETSID);
    prctl(PR_SET_CHILD_SUBREAPER, 1);

    const int ends = epoll_create1(EPOLL_CLOEXEC);
    std::vector<Child> children(static_cast<std::size_t>(std::atoi(argv[1])));
    for (std::size_t i = 0; i < children.size(); ++i) {
        if (!start(children[i], argv + 2, attributes)) {
            return 1;
        }
        epoll_event event{};
        event.events = EPOLLIN | EPOLLET;
        event.data.u64 = i;
        epoll_ctl(ends, EPOLL_CTL_ADD, children[i].pidfd, &event);
    }

    int signal = 0;
    sigwait(&ending, &signal);
    for (const Child& child : children) {
        syscall(SYS_pidfd_send_signal, child.pidfd, SIGTERM, nullptr, 0);
    }
    for (std::size_t left = children.size(); left > 0;) {
        epoll_event events[64];
        const int count = epoll_wait(ends, events, 64, -1);
        for (int i = 0; i < count; ++i) {
            put_away(children[events[i].data.u64]);
            --left;
        }
    }
}
