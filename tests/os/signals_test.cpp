#include "children.hpp"

#include <ganger/os/signals.hpp>

#include <gmock/gmock.h>

#include <cstring>
#include <signal.h>

namespace ganger::os {
namespace {

std::string sent_and_read(
    std::initializer_list<int> sent, void (*prepare)() = [] {}) {
    return in_own_process([&]() -> std::string {
        prepare();
        const auto signals = block_and_open_signals();
        if (!signals) return signals.error().message;
        std::string text;
        for (int signal : sent) {
            ::raise(signal);
            for (int number : read_signals(*signals)) text += std::to_string(number) + " ";
        }
        return text + "end";
    });
}

TEST(Signals, AreReadInsteadOfHandled) {
    EXPECT_EQ(sent_and_read({SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2}),
              "15 2 3 1 17 10 12 end");
}

TEST(Signals, AStopThatIsNotReadYetIsKnown) {
    const auto story = in_own_process([]() -> std::string {
        const auto signals = block_and_open_every_signal();
        std::string text = stop_is_pending() ? "before " : "";
        for (int signal : {SIGTSTP, SIGTTIN, SIGTTOU}) {
            ::raise(signal);
            text += stop_is_pending() ? "pending " : "lost ";
            read_signals(*signals);
        }
        ::raise(SIGTSTP);
        ::raise(SIGCONT);
        return text + (stop_is_pending() ? "still" : "then continued");
    });
    EXPECT_EQ(story, "pending pending pending then continued");
}

TEST(Signals, ReadingNeverBlocks) {
    EXPECT_EQ(sent_and_read({}), "end");
}

TEST(Signals, OnesThatWaitTogetherAreAllRead) {
    const auto story = in_own_process([]() -> std::string {
        const auto signals = block_and_open_signals();
        for (int signal : {SIGTERM, SIGINT, SIGTERM, SIGUSR1}) ::raise(signal);
        auto numbers = read_signals(*signals);
        return std::to_string(numbers.size());
    });
    EXPECT_EQ(story, "3") << "the same one twice is one";
}

TEST(Signals, AnInheritedIgnoredSighupStaysIgnored) {
    EXPECT_EQ(sent_and_read({SIGHUP, SIGTERM}, [] { ::signal(SIGHUP, SIG_IGN); }), "15 end");
}

TEST(Signals, AnInheritedIgnoredSigchldIsRepaired) {
    EXPECT_EQ(sent_and_read({SIGCHLD}, [] { ::signal(SIGCHLD, SIG_IGN); }), "17 end");
    const auto story = in_own_process([]() -> std::string {
        ::signal(SIGCHLD, SIG_IGN);
        const auto signals = block_and_open_signals();
        Running child({"exit", "3"});
        if (!child.wait_for_end()) return "no end";
        int status = 0;
        return ::waitpid(child.pid(), &status, 0) == child.pid() ? "" : std::strerror(errno);
    });
    EXPECT_EQ(story, "");
}

TEST(Signals, WhatOurParentHadBlockedIsUnblocked) {
    const auto story = in_own_process([]() -> std::string {
        sigset_t set;
        ::sigfillset(&set);
        ::sigprocmask(SIG_SETMASK, &set, nullptr);
        const auto signals = block_and_open_signals();
        ::sigprocmask(SIG_SETMASK, nullptr, &set);
        std::string blocked;
        for (int signal = 1; signal < 65; ++signal)
            if (::sigismember(&set, signal) == 1) blocked += std::to_string(signal) + " ";
        return blocked;
    });
    std::string expected = "1 2 3 10 12 15 17 18 28 ";
    for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) expected += std::to_string(signal) + " ";
    EXPECT_EQ(story, expected);
}

TEST(Signals, CtrlZIsReadWhereThereIsJobControlAndMeansNothingElsewhere) {
    const auto read_of = [](JobControl job_control, void (*prepare)()) {
        return in_own_process([=]() -> std::string {
            prepare();
            const auto signals = block_and_open_signals(job_control);
            ::raise(SIGTSTP);
            return read_signals(*signals) == std::vector{SIGTSTP} ? "read" : "ignored";
        });
    };
    EXPECT_EQ(read_of(JobControl::stops, [] {}), "read");
    EXPECT_EQ(read_of(JobControl::none, [] {}), "ignored");
    EXPECT_EQ(read_of(JobControl::stops, [] { ::signal(SIGTSTP, SIG_IGN); }), "ignored");
}

TEST(Signals, UseOfTheTerminalInTheBackgroundStopsNobody) {
    const auto story = in_own_process([]() -> std::string {
        const auto signals = block_and_open_signals();
        ::setpgid(0, 0);
        ::raise(SIGTTOU);
        ::raise(SIGTTIN);
        return "goes on";
    });
    EXPECT_EQ(story, "goes on");
}

// What waitpid tells of a child that stops itself, until it is continued; "" if it never stood.
std::string stands_of(void (*prepare)()) {
    const pid_t child = ::fork();
    if (child == 0) {
        const auto signals = block_and_open_signals(JobControl::stops);
        prepare();
        stop_ourselves();
        ::_exit(read_signals(*signals) == std::vector{SIGCONT} ? 0 : 7);
    }
    std::string story;
    int status = 0;
    while (::waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status)) {
        story += "stopped by " + std::to_string(WSTOPSIG(status)) + " ";
        ::kill(child, SIGCONT);
    }
    return story + std::to_string(WEXITSTATUS(status));
}

TEST(Signals, StopOurselvesReturnsWhenWeAreContinued) {
    EXPECT_EQ(stands_of([] { ::setpgid(0, 0); }), "stopped by 20 0");
}

TEST(Signals, StopOurselvesDoesNotWhereSomebodyHasContinuedUsAlready) {
    const auto prepare = [] {
        ::setpgid(0, 0);
        ::raise(SIGTSTP);
        ::raise(SIGCONT);
    };
    EXPECT_EQ(stands_of(prepare), "0");
}

TEST(Signals, StopOurselvesDoesNotWhereNobodyCouldContinueUs) {
    EXPECT_EQ(stands_of([] { ::setsid(); }), "7");
}

TEST(Signals, ABrokenPipeIsAnErrorAndNoDeath) {
    const auto story = in_own_process([]() -> std::string {
        const auto signals = block_and_open_signals();
        Pipe pipe = std::move(make_pipe().value());
        pipe.read_end.reset();
        return ::write(pipe.write_end.number(), "x", 1) < 0 && errno == EPIPE ? "" : "no EPIPE";
    });
    EXPECT_EQ(story, "");
}

TEST(Signals, TheDescriptorIsClosedOnExec) {
    const auto story = in_own_process([]() -> std::string {
        const auto signals = block_and_open_signals();
        return ::fcntl(signals->number(), F_GETFD) == FD_CLOEXEC ? "" : "inherited";
    });
    EXPECT_EQ(story, "");
}

} // namespace
} // namespace ganger::os
