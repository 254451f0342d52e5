// What it costs at least to keep so many running: a loop of bare posix_spawn, each spawned again when it is
// reaped; at SIGTERM SIGTERM to all and a wait for all.
// deaths_reference COUNT PROGRAM [ARGUMENT…]
#include "spawning.hpp"

#include <csignal>
#include <cstdlib>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unordered_set>

namespace {

posix_spawnattr_t attributes;
std::unordered_set<pid_t> children;

bool spawn(char** command) {
    pid_t child = 0;
    if (posix_spawn(&child, command[0], nullptr, &attributes, command, environ) != 0) {
        return false;
    }
    children.insert(child);
    return true;
}

bool spawn_again(char** command) {
    for (pid_t child = 0; (child = waitpid(-1, nullptr, WNOHANG)) > 0;) {
        children.erase(child);
        if (!spawn(command)) {
            return false;
        }
    }
    return true;
}

void stop() {
    for (const pid_t child : children) {
        kill(child, SIGTERM);
    }
    for (const pid_t child : children) {
        waitpid(child, nullptr, 0);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        return 2;
    }
    const sigset_t signals = block({SIGTERM, SIGCHLD});
    attributes = with_none_blocked();

    for (int left = std::atoi(argv[1]); left > 0; --left) {
        if (!spawn(argv + 2)) {
            return 1;
        }
    }
    for (int signal = 0; sigwait(&signals, &signal) == 0;) {
        if (signal == SIGTERM) {
            stop();
            return 0;
        }
        if (!spawn_again(argv + 2)) {
            return 1;
        }
    }
}
