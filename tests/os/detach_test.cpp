#include <ganger/os/detach.hpp>
#include <ganger/os/signals.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace ganger::os {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr auto patience = 60s;

// What goes on does `what` and ends with what that gives; gives the one in front.
template <class What>
Front in_front_of(What what) {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr); // the test before this one was in front, too
    auto sides = detach();
    if (!sides) throw std::runtime_error(sides.error().message);
    if (auto* background = std::get_if<Background>(&*sides)) ::_exit(what(*background));
    return std::move(std::get<Front>(*sides));
}

int status_of(Front& front) {
    for (;;)
        if (const auto view = front.look(patience); view.ended) return *view.ended;
}

void say(std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

TEST(Detach, WhatGoesOnLeadsASessionOfItsOwn) {
    auto front = in_front_of([](Background&) { return ::getsid(0) == ::getpid() ? 0 : 1; });
    EXPECT_EQ(status_of(front), 0);
}

TEST(Detach, ItsEndIsToldAsAShellDoes) {
    auto front = in_front_of([](Background&) { return 7; });
    EXPECT_EQ(status_of(front), 7);
    EXPECT_EQ(status_of(front), 7) << "and stays so";
    auto killed = in_front_of([](Background&) { return ::raise(SIGKILL); });
    EXPECT_EQ(status_of(killed), 128 + SIGKILL);
}

TEST(Detach, NothingOfTheCallersIsHeldAnyMore) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    auto front = in_front_of([&](Background& background) {
        background.let_go("gone");
        return ::fcntl(pipe[1], F_GETFD) < 0 && errno == EBADF && ::isatty(0) == 0 ? 0 : 1;
    });
    ::close(pipe[1]);
    char byte = 0;
    EXPECT_EQ(::read(pipe[0], &byte, 1), 0) << "the end of file";
    ::close(pipe[0]);
    std::string message;
    std::optional<int> ended;
    while (!ended) {
        auto view = front.look(patience);
        if (view.message) message = *view.message;
        ended = view.ended;
    }
    EXPECT_EQ(message, "gone");
    EXPECT_EQ(ended, 0);
}

TEST(Detach, WithoutLettingGoThereIsNoMessage) {
    auto front = in_front_of([](Background&) { return 0; });
    for (;;) {
        const auto view = front.look(patience);
        EXPECT_FALSE(view.message);
        if (view.ended) break;
    }
}

TEST(Detach, TheLastOfItsWordsIsKeptInWholeLines) {
    auto front = in_front_of([](Background& background) {
        background.let_go("x");
        for (int i = 0; i < 100000; ++i) say("a line of some length\n");
        say("the last\n");
        return 0;
    });
    EXPECT_EQ(status_of(front), 0);
    const auto words = front.last_words();
    EXPECT_THAT(words, EndsWith("length\nthe last\n"));
    EXPECT_THAT(words, StartsWith("a line of"));
    EXPECT_LE(words.size(), std::size_t{64} << 10);
    EXPECT_GT(words.size(), std::size_t{60} << 10);
}

TEST(Detach, WhenNobodyIsInFrontAnyMoreItsWordsHoldUpNothing) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    pid_t pid = 0;
    {
        auto front = in_front_of([&](Background& background) {
            const Fd kept(::fcntl(pipe[1], F_DUPFD, 100)); // not one of the caller's
            background.let_go("x");
            pollfd end{STDOUT_FILENO, 0, 0};
            ::poll(&end, 1, -1); // until nobody reads
            say(std::string(std::size_t{4} << 20, 'x'));
            return ::write(kept.number(), "!", 1) == 1 ? 0 : 1;
        });
        pid = front.pid();
        while (!front.look(patience).message) {
        }
    }
    char byte = 0;
    EXPECT_EQ(::read(pipe[0], &byte, 1), 1);
    EXPECT_EQ(::waitpid(pid, nullptr, 0), pid);
}

TEST(Detach, ASignalIsToldAndCanBePassedOn) {
    auto front = in_front_of([](Background&) {
        ::pause();
        return 0;
    });
    ::raise(SIGINT);
    const auto view = front.look(patience);
    EXPECT_EQ(view.signal, SIGINT);
    EXPECT_FALSE(view.ended);
    front.pass_on(SIGINT);
    EXPECT_EQ(status_of(front), 128 + SIGINT);
}

} // namespace
} // namespace ganger::os
