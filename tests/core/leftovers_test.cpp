#include <ganger/core/leftovers.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <string>

using namespace ganger::core;
using namespace ganger::core::leftovers;
using namespace std::chrono_literals;

namespace {

struct OutcomeText {
    std::string operator()(const Cleared& cleared) const {
        return fmt::format("cleared {}", fmt::join(cleared.ended, ", "));
    }
    std::string operator()(const GivenUp& given_up) const { return "given up: " + given_up.reason; }
    std::string operator()(const Stuck& stuck) const {
        return fmt::format("stuck {}", fmt::join(stuck.names, ", "));
    }
};

struct Text {
    std::string operator()(const leftovers::Look&) const { return "look"; }
    std::string operator()(const Stop&) const { return "stop"; }
    std::string operator()(const Kill&) const { return "kill"; }
    std::string operator()(const leftovers::Say& say) const { return "'" + say.text + "'"; }
    std::string operator()(const Finish& finish) const { return std::visit(OutcomeText{}, finish.outcome); }
};

class LeftoversLife : public testing::Test {
  protected:
    std::string after(const leftovers::Event& event) {
        std::string text;
        for (const auto& action : leftovers_.handle(event, now_))
            text += (text.empty() ? "" : "; ") + std::visit(Text{}, action);
        return text;
    }
    std::string found(const std::string& name, long pid = 7, char state = 'S') {
        return after(Found{{{pid, 1, name, "web.1", state, {}}}});
    }
    // Looks until that time has passed; what was done besides.
    std::string see_for(Duration time, const std::string& name, char state = 'S') {
        std::string text;
        for (const auto until = now_ + time;
             leftovers_.next_deadline() && *leftovers_.next_deadline() <= until;) {
            now_ = *leftovers_.next_deadline();
            for (auto what = after(leftovers::Tick{}); !what.empty(); what = {}) {
                if (what.ends_with("look")) what = what == "look" ? "" : what.substr(0, what.size() - 6);
                add(text, what);
                add(text, found(name, 7, state));
            }
        }
        return text;
    }
    static void add(std::string& text, const std::string& what) {
        if (what.empty() || what == "stop" || what == "kill") return;
        text += (text.empty() ? "" : "; ") + what;
    }

    Leftovers leftovers_{2s};
    Monotonic now_{1000s};
};

} // namespace

TEST_F(LeftoversLife, NothingLeftIsNoNews) {
    EXPECT_EQ(after(NoneFound{}), "cleared ");
    EXPECT_FALSE(leftovers_.next_deadline());
    EXPECT_EQ(words_of(Cleared{{"a (1)", "b (2)"}}),
              "a ganger that was killed had left a (1), b (2) behind: ended");
}

TEST_F(LeftoversLife, IsStoppedAndLookedForUntilItIsGone) {
    EXPECT_EQ(found("sleep"), "stop");
    now_ += 20ms;
    EXPECT_EQ(after(leftovers::Tick{}), "look");
    EXPECT_EQ(found("sleep"), "stop");
    now_ += 20ms;
    EXPECT_EQ(after(leftovers::Tick{}), "look");
    EXPECT_EQ(found("cat", 8), "stop");
    EXPECT_EQ(after(NoneFound{}), "cleared sleep (7) of web.1, cat (8) of web.1");
}

TEST_F(LeftoversLife, ATickThatIsEarlyDoesNothing) {
    EXPECT_EQ(after(leftovers::Tick{}), "");
    found("sleep");
    EXPECT_EQ(after(leftovers::Tick{}), "");
}

TEST_F(LeftoversLife, IsKilledWhenItsTimeIsOver) {
    found("sh");
    EXPECT_EQ(see_for(1999ms, "sh"),
              "'waiting for sh (7) of web.1, left by a ganger that was killed; SIGKILL in 1 s'");
    now_ += 30ms;
    EXPECT_EQ(after(leftovers::Tick{}), "look");
    EXPECT_EQ(found("sh"), "'sh (7) of web.1 did not end in time: SIGKILL'; kill");
    now_ += 20ms;
    EXPECT_EQ(after(leftovers::Tick{}), "look");
    EXPECT_EQ(found("child of it", 8), "kill");
    EXPECT_EQ(after(NoneFound{}), "cleared sh (7) of web.1, child of it (8) of web.1");
}

TEST_F(LeftoversLife, WhatEndsAtTheLastMomentIsNotKilled) {
    found("sh");
    now_ += 1h; // somebody had stopped us
    EXPECT_EQ(after(leftovers::Tick{}), "look");
    EXPECT_EQ(after(NoneFound{}), "cleared sh (7) of web.1");
}

TEST_F(LeftoversLife, WhatDoesNotEvenEndBySigkillKeepsTheAppFromStarting) {
    found("sh");
    see_for(2s, "sh");
    const auto rest = see_for(5100ms, "sh", 'D');
    EXPECT_TRUE(
        rest.starts_with("'waiting for sh (7) of web.1, left by a ganger that was killed; given up in"))
        << rest;
    EXPECT_TRUE(rest.ends_with("; stuck sh (7, state D) of web.1")) << rest;
    EXPECT_EQ(after(NoneFound{}), "");
    EXPECT_FALSE(leftovers_.next_deadline());
    EXPECT_EQ(words_of(Stuck{{"sh (7, state D)"}}),
              "a ganger that was killed has left sh (7, state D) behind, not ended even by SIGKILL");
}

TEST_F(LeftoversLife, SomebodyElsesIsNamedSo) {
    Leftovers none{0s};
    none.handle(Found{{{7, 1, "sudo", {}, 'S', "root"}}}, now_);
    std::string last;
    for (int look = 0; look < 1000 && none.next_deadline(); ++look) {
        now_ = *none.next_deadline();
        none.handle(leftovers::Tick{}, now_);
        for (const auto& action : none.handle(Found{{{7, 1, "sudo", {}, 'S', "root"}}}, now_))
            last = std::visit(Text{}, action);
    }
    EXPECT_EQ(last, "stuck sudo (7, state S, of user root)");
}

TEST_F(LeftoversLife, ARequestToStopIsObeyedAtOnce) {
    found("sh");
    EXPECT_EQ(after(leftovers::StopRequested{"SIGINT"}), "given up: SIGINT");
    EXPECT_EQ(found("sh"), "");
}
