// What a start costs at least: a loop of bare posix_spawn, then SIGTERM to all and a wait for all.
// start_reference COUNT PROGRAM [ARGUMENT…]
#include "spawning.hpp"

#include <csignal>
#include <cstdlib>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

int main(int argc, char** argv) {
    if (argc < 3) {
        return 2;
    }
    const sigset_t ending = block({SIGTERM});
    const posix_spawnattr_t attributes = with_none_blocked();

    std::vector<pid_t> children(static_cast<std::size_t>(std::atoi(argv[1])));
    for (pid_t& child : children) {
        if (posix_spawn(&child, argv[2], nullptr, &attributes, argv + 2, environ) != 0) {
            return 1;
        }
    }

    int signal = 0;
    sigwait(&ending, &signal);
    for (const pid_t child : children) {
        kill(child, SIGTERM);
    }
    for (const pid_t child : children) {
        waitpid(child, nullptr, 0);
    }
}
