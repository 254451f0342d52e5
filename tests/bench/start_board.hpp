// The memory that all processes of one measurement share: who has started, and when. A file of fixed layout,
// read by start.py too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

struct StartBoard {
    static constexpr std::size_t places = 4096;

    std::uint64_t wanted;        // so many children are to start
    std::uint64_t places_taken;  // by children that run
    std::uint64_t recorded;      // of those: whose time stands below
    std::uint64_t ballast_ready; // when the supervisor held its ballast; 0: it has none
    std::uint64_t started[places];
};

// CLOCK_MONOTONIC in nanoseconds.
inline std::uint64_t now_on_board() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

// The board named by $START_BOARD; null if there is none.
inline StartBoard* open_board() {
    const char* path = std::getenv("START_BOARD");
    if (path == nullptr) {
        return nullptr;
    }
    const int fd = ::open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return nullptr;
    }
    void* memory = ::mmap(nullptr, sizeof(StartBoard), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    return memory == MAP_FAILED ? nullptr : static_cast<StartBoard*>(memory);
}
