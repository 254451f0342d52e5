#include <ganger/core/one_off.hpp>
#include <ganger/core/signal_name.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>

using namespace ganger;
using namespace ganger::core;
using namespace ganger::core::one_off;
using namespace std::chrono_literals;

namespace {

struct Text {
    std::string operator()(const Forward& forward) const { return "forward " + signal_name(forward.signal); }
    std::string operator()(const Continue&) const { return "continue"; }
    std::string operator()(const SuspendOurselves& suspend) const {
        return "suspend ourselves by " + signal_name(suspend.signal);
    }
    std::string operator()(const Reap&) const { return "reap"; }
    std::string operator()(const Look&) const { return "look"; }
    std::string operator()(const SignalLeftBehind& signal) const {
        return signal_name(signal.signal) + " to the rest";
    }
    std::string operator()(const Say& say) const { return "'" + say.text + "'"; }
    std::string operator()(const Finish& finish) const {
        return fmt::format("finish {}{}", finish.status, finish.by_interrupt ? " by interrupt" : "");
    }
};

class OneOffLife : public testing::Test {
  protected:
    // "forward SIGTERM, continue"
    std::string after(const Event& event) {
        std::string text;
        for (const auto& action : one_off_.handle(event, now_))
            text += (text.empty() ? "" : ", ") + std::visit(Text{}, action);
        return text;
    }
    std::string caught(int signal, Sender sender = Sender::other) {
        return after(SignalCaught{signal, sender});
    }
    void pass(Duration time) { now_ += time; }
    // The time of the deadline comes.
    std::string in_time() {
        if (!one_off_.next_deadline()) return "no deadline";
        now_ = *one_off_.next_deadline();
        return after(Tick{});
    }
    std::string left(const std::string& name) { return after(LeftBehind{{name}}); }
    void in_our_group() { one_off_ = OneOff({"run.1", true, 5s}); }

    OneOff one_off_{{"run.1", false, 5s}};
    Monotonic now_{1000s};
};

} // namespace

TEST_F(OneOffLife, EndsWithItsProcess) {
    EXPECT_EQ(after(Ended{Exited{3}}), "reap, look");
    EXPECT_EQ(after(NothingLeft{}), "finish 3");
    EXPECT_EQ(caught(SIGTERM), "");
    EXPECT_EQ(in_time(), "no deadline");
}

TEST_F(OneOffLife, PassesEverySignalOn) {
    for (const int signal : {SIGUSR1, SIGUSR2, SIGWINCH, SIGALRM, SIGPIPE, SIGTSTP, SIGCONT, SIGRTMIN})
        EXPECT_EQ(caught(signal), "forward " + signal_name(signal));
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
        EXPECT_EQ(caught(signal), "forward " + signal_name(signal) + ", continue");
}

TEST_F(OneOffLife, GivesNothingBackToWhoDescendsFromIt) {
    EXPECT_EQ(caught(SIGUSR1, Sender::family), "");
    EXPECT_EQ(caught(SIGTERM, Sender::family), "");
}

TEST_F(OneOffLife, LeavesToTheTerminalWhatTheTerminalSends) {
    in_our_group();
    for (const int signal : {SIGINT, SIGQUIT, SIGHUP, SIGWINCH, SIGTSTP, SIGTTIN})
        EXPECT_EQ(caught(signal, Sender::kernel), "");
    EXPECT_EQ(caught(SIGALRM, Sender::kernel), "forward SIGALRM"); // perl -e 'alarm 10; exec …'
    EXPECT_EQ(caught(SIGINT), "forward SIGINT, continue");
}

TEST_F(OneOffLife, StopsWithItsProcessAndContinuesIt) {
    in_our_group();
    EXPECT_EQ(caught(SIGTSTP, Sender::kernel), "");
    EXPECT_EQ(after(Suspended{SIGTSTP}), "suspend ourselves by SIGTSTP");
    EXPECT_EQ(caught(SIGCONT), "continue");
    EXPECT_EQ(after(Suspended{SIGTTIN}), "suspend ourselves by SIGTTIN");
    EXPECT_EQ(after(Suspended{SIGSTOP}), "suspend ourselves by SIGTSTP");
}

TEST_F(OneOffLife, StaysAwakeWhereNobodyCouldContinueIt) {
    EXPECT_EQ(after(Suspended{SIGSTOP}), "");
    EXPECT_EQ(caught(SIGCONT), "forward SIGCONT");
}

TEST_F(OneOffLife, TellsWhoRunsItThatCtrlCEndedIt) {
    in_our_group();
    EXPECT_EQ(caught(SIGINT, Sender::kernel), "");
    EXPECT_EQ(after(Ended{Signaled{SIGINT}}), "reap, look");
    EXPECT_EQ(after(NothingLeft{}), "finish 130 by interrupt");
}

TEST_F(OneOffLife, CtrlCThatTheProcessSurvivesIsItsOwnBusiness) {
    in_our_group();
    caught(SIGINT, Sender::kernel);
    after(Ended{Exited{1}});
    EXPECT_EQ(after(NothingLeft{}), "finish 1");
}

TEST_F(OneOffLife, AnInterruptFromElsewhereIsACode) {
    caught(SIGINT);
    after(Ended{Signaled{SIGINT}});
    EXPECT_EQ(after(NothingLeft{}), "finish 130");
}

TEST_F(OneOffLife, SaysBySignalItEndedUnlessThatIsKnown) {
    EXPECT_EQ(after(Ended{Signaled{SIGSEGV, true}}),
              "'run.1 was killed by SIGSEGV (core dumped)', reap, look");
    EXPECT_EQ(after(NothingLeft{}), "finish 139");
}

TEST_F(OneOffLife, SaysNothingOfTheSignalThatItPassedOn) {
    caught(SIGTERM);
    EXPECT_EQ(after(Ended{Signaled{SIGTERM}}), "reap, look");
    EXPECT_EQ(after(NothingLeft{}), "finish 143");
}

TEST_F(OneOffLife, GivesWhatIsLeftAMomentThenStopsThenKillsThenGoes) {
    after(Ended{Exited{0}});
    EXPECT_EQ(left("sh (7)"), "");
    EXPECT_EQ(in_time(), "look");
    EXPECT_EQ(left("redis (7)"), "'run.1 exited 0; stopping what it left behind: redis (7)', "
                                 "SIGTERM to the rest, SIGCONT to the rest");
    EXPECT_EQ(left("redis (7)"), "");
    EXPECT_EQ(in_time(), "look");
    EXPECT_EQ(left("redis (7)"), "'killing redis (7)', SIGKILL to the rest");
    EXPECT_EQ(left("new (8)"), "SIGKILL to the rest");
    EXPECT_EQ(in_time(), "look");
    EXPECT_EQ(left("new (8)"), "'not even SIGKILL ends new (8)', finish 0");
    EXPECT_EQ(now_, Monotonic{1000s} + 200ms + 5s + 2s);
}

TEST_F(OneOffLife, GoesAtOnceWhenNothingIsLeftAnyMore) {
    after(Ended{Exited{0}});
    left("tee (7)");
    pass(5ms);
    EXPECT_EQ(after(NothingLeft{}), "finish 0");
}

TEST_F(OneOffLife, WhoAsksWhileItWaitsForTheRestIsObeyed) {
    after(Ended{Exited{0}});
    left("redis (7)");
    pass(100ms);
    EXPECT_EQ(caught(SIGINT, Sender::kernel), ""); // the request that ended the process
    in_time();
    left("redis (7)");
    pass(100ms);
    EXPECT_EQ(caught(SIGUSR1), "");
    EXPECT_EQ(caught(SIGINT, Sender::kernel), "look");
    EXPECT_EQ(left("redis (7)"), "'killing redis (7)', SIGKILL to the rest");
    EXPECT_EQ(caught(SIGINT, Sender::kernel), "");
}
