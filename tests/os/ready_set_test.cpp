#include <ganger/os/ready_set.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <poll.h>
#include <unistd.h>
#include <vector>

namespace ganger::os {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        reads = Fd(ends[0]);
        writes = Fd(ends[1]);
    }
    Fd reads;
    Fd writes;
};

bool is_readable(const Fd& fd) {
    pollfd entry{fd.number(), POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
}

TEST(ReadySet, TellsOnceWhatHasBecomeReadable) {
    const auto set = open_ready_set().value();
    Pipe quiet;
    Pipe ended;
    ASSERT_TRUE(add_to(set, quiet.reads, 1));
    ASSERT_TRUE(add_to(set, ended.reads, 2));
    EXPECT_FALSE(is_readable(set));
    EXPECT_THAT(take_ready(set), IsEmpty());

    ended.writes.reset();
    EXPECT_TRUE(is_readable(set));
    EXPECT_THAT(take_ready(set), ElementsAre(2));
    EXPECT_FALSE(is_readable(set)) << "what stays readable must not wake us again and again";
    EXPECT_THAT(take_ready(set), IsEmpty());
}

TEST(ReadySet, TellsNothingOfWhatWasClosed) {
    const auto set = open_ready_set().value();
    Pipe pipe;
    ASSERT_TRUE(add_to(set, pipe.reads, 1));
    pipe.writes.reset();
    pipe.reads.reset();
    EXPECT_THAT(take_ready(set), IsEmpty());
}

TEST(ReadySet, OfManyTellsAllInTheEnd) {
    constexpr std::uint64_t many = 200;
    const auto set = open_ready_set().value();
    std::vector<Pipe> pipes(many);
    for (std::uint64_t i = 0; i < many; ++i) ASSERT_TRUE(add_to(set, pipes[i].reads, i));
    for (auto& pipe : pipes) pipe.writes.reset();
    std::vector<std::uint64_t> told;
    while (is_readable(set))
        for (const auto key : take_ready(set)) told.push_back(key);
    std::sort(told.begin(), told.end());
    ASSERT_EQ(told.size(), many);
    EXPECT_EQ(std::unique(told.begin(), told.end()), told.end());
}

TEST(ReadySet, WhatCannotBeWaitedForIsRefused) {
    const auto set = open_ready_set().value();
    EXPECT_FALSE(add_to(set, Fd{}, 1));
}

} // namespace
} // namespace ganger::os
