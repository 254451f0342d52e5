// What the bare loops share: they read their signals, and their children have none blocked.
#pragma once

#include <csignal>
#include <initializer_list>
#include <spawn.h>

// Blocks these, and gives them as a set to wait for.
inline sigset_t block(std::initializer_list<int> signals) {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : signals) {
        sigaddset(&set, signal);
    }
    sigprocmask(SIG_BLOCK, &set, nullptr);
    return set;
}

inline posix_spawnattr_t with_none_blocked(int flags = 0) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSIGMASK | flags));
    return attributes;
}
