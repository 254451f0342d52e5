#include <ganger/core/signal_name.hpp>

#include <gtest/gtest.h>

#include <csignal>

using namespace ganger::core;

TEST(SignalName, NamesWithSig) {
    EXPECT_EQ(signal_name(SIGTERM), "SIGTERM");
    EXPECT_EQ(signal_name(SIGKILL), "SIGKILL");
    EXPECT_EQ(signal_name(SIGUSR2), "SIGUSR2");
}

TEST(SignalName, ShowsTheUsualNameOfTwo) {
    EXPECT_EQ(signal_name(SIGABRT), "SIGABRT");
    EXPECT_EQ(signal_name(SIGIO), "SIGIO");
    EXPECT_EQ(signal_name(SIGCHLD), "SIGCHLD");
}

TEST(SignalName, CountsRealTimeSignals) {
    EXPECT_EQ(signal_name(SIGRTMIN), "SIGRTMIN");
    EXPECT_EQ(signal_name(SIGRTMIN + 3), "SIGRTMIN+3");
}

TEST(SignalName, HasWordsForWhatHasNoName) {
    EXPECT_EQ(signal_name(0), "signal 0");
    EXPECT_EQ(signal_name(77), "signal 77");
    EXPECT_EQ(signal_name(-1), "signal -1");
}

TEST(SignalNumber, ReadsNamesWithAndWithoutSigInAnyCase) {
    for (const char* const name : {"TERM", "SIGTERM", "term", "sigterm", "Term", "15"})
        EXPECT_EQ(signal_number(name), SIGTERM) << name;
}

TEST(SignalNumber, ReadsSecondNames) {
    EXPECT_EQ(signal_number("IOT"), SIGABRT);
    EXPECT_EQ(signal_number("POLL"), SIGIO);
    EXPECT_EQ(signal_number("CLD"), SIGCHLD);
}

TEST(SignalNumber, ReadsRealTimeSignals) {
    EXPECT_EQ(signal_number("RTMIN"), SIGRTMIN);
    EXPECT_EQ(signal_number("SIGRTMIN+2"), SIGRTMIN + 2);
    EXPECT_EQ(signal_number("RTMAX-1"), SIGRTMAX - 1);
}

TEST(SignalNumber, RefusesWhatIsNone) {
    for (const char* const name : {"", "SIG", "FOO", "0", "-1", "65", "9x", " TERM", "RTMIN-1", "RTMAX+1",
                                   "RTMIN+99", "RTMIN+", "99999999999999999999", "SIGSIGTERM", "SIG9"})
        EXPECT_EQ(signal_number(name), std::nullopt) << name;
}

TEST(SignalNumber, ReadsBackEveryNameThatIsShown) {
    for (int signal = 1; signal <= SIGRTMAX; ++signal) {
        const std::string name = signal_name(signal);
        if (name.starts_with("SIG")) {
            EXPECT_EQ(signal_number(name), signal) << name;
        }
    }
}
