#include <ganger/core/ledger.hpp>

#include <gmock/gmock.h>

#include <string>

namespace ganger::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const LedgerRun a_run{"0123456789ab-4711-88123-ff", "b7c3-boot", 4026531836, 1000};

RecordedLaunch a_launch(std::uint64_t number, long pid) {
    return {LaunchId{number}, "web.1", pid, 500, 501};
}

// web.1 as launches 1 and 2, of which the first is gone.
std::string a_text() {
    Ledger ledger(a_run);
    auto text = ledger.text();
    text += ledger.launched(a_launch(1, 100));
    text += ledger.gone(LaunchId{1});
    return text + ledger.launched(a_launch(2, 101));
}

LedgerFacts facts() {
    return {"0123456789ab", "b7c3-boot", 4026531836, 1500, 32768, false};
}

TEST(Ledger, IsReadAsItWasWritten) {
    const auto reading = read_ledger(a_text());
    ASSERT_TRUE(reading.ledger);
    EXPECT_TRUE(reading.makes_sense);
    EXPECT_EQ(reading.ledger->run(), a_run);
    EXPECT_THAT(reading.ledger->launches(), ElementsAre(std::pair(LaunchId{2}, a_launch(2, 101))));
}

TEST(Ledger, WrittenAnewItHoldsWhatStillMatters) {
    const auto text = read_ledger(a_text()).ledger->text();
    EXPECT_LT(text.size(), a_text().size());
    EXPECT_EQ(read_ledger(text).ledger->launches(), read_ledger(a_text()).ledger->launches());
    EXPECT_EQ(read_ledger(text).ledger->run(), a_run);
}

TEST(Ledger, WhatIsGoneTwiceIsRecordedOnce) {
    Ledger ledger(a_run);
    ledger.launched(a_launch(1, 100));
    EXPECT_FALSE(ledger.gone(LaunchId{1}).empty());
    EXPECT_TRUE(ledger.gone(LaunchId{1}).empty());
}

// A record is written by one call: what is cut ends without its newline.
TEST(Ledger, ATornEndIsCutInSilence) {
    const auto text = a_text();
    const auto header = text.find('\n') + 1;
    for (auto size = header; size < text.size(); ++size) {
        const auto reading = read_ledger(std::string_view(text).substr(0, size));
        EXPECT_TRUE(reading.makes_sense) << size;
        ASSERT_TRUE(reading.ledger) << size;
        EXPECT_LE(reading.ledger->launches().size(), 1U) << size;
    }
}

TEST(Ledger, WithoutItsBeginItMakesNoSense) {
    const auto text = a_text();
    for (std::size_t size = 0; size <= text.find('\n'); ++size) {
        const auto reading = read_ledger(std::string_view(text).substr(0, size));
        EXPECT_FALSE(reading.makes_sense) << size;
        EXPECT_FALSE(reading.ledger) << size;
    }
}

TEST(Ledger, AnyByteThatWasChangedIsNoticed) {
    const auto text = a_text();
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        for (const char wrong : {'\0', '7', ' ', '\n', 'x'}) {
            auto spoilt = text;
            if (spoilt[at] == wrong) continue;
            spoilt[at] = wrong;
            EXPECT_FALSE(read_ledger(spoilt).makes_sense) << at << " as " << wrong;
        }
    }
}

TEST(Ledger, BeforeWhatWasSpoiltItIsOfUse) {
    const auto reading = read_ledger(a_text() + "garbage\n" + a_text());
    EXPECT_FALSE(reading.makes_sense);
    ASSERT_TRUE(reading.ledger);
    EXPECT_THAT(reading.ledger->launches(), SizeIs(1));
}

TEST(Ledger, StaysSmallInACrashLoop) {
    Ledger ledger(a_run);
    auto bytes = ledger.text().size();
    std::size_t largest = 0;
    for (std::uint64_t launch = 1; launch < 100000; ++launch) {
        bytes += ledger.launched(a_launch(launch, 100)).size();
        bytes += ledger.gone(LaunchId{launch}).size();
        largest = std::max(largest, bytes);
        if (has_grown_too_large(bytes)) bytes = ledger.text().size();
    }
    EXPECT_LT(largest, (std::size_t{1} << 20) + 200);
    EXPECT_THAT(ledger.launches(), IsEmpty());
}

TEST(KnownSessions, AreThoseOfADeadRunOfThisAppAndBoot) {
    const auto ledger = *read_ledger(a_text()).ledger;
    EXPECT_THAT(known_sessions(ledger, facts()), ElementsAre(KnownSession{a_launch(2, 101), true}));
    auto other = facts();
    other.app = "ba9876543210";
    EXPECT_THAT(known_sessions(ledger, other), IsEmpty());
    other = facts();
    other.boot = "another";
    EXPECT_THAT(known_sessions(ledger, other), IsEmpty());
    other = facts();
    other.pid_namespace = 4026531837;
    EXPECT_THAT(known_sessions(ledger, other), IsEmpty());
    other = facts();
    other.supervisor_runs = true;
    EXPECT_THAT(known_sessions(ledger, other), IsEmpty());
}

TEST(KnownSessions, MayHaveAnothersNumberWhenManyProcessesWereStartedSince) {
    const auto ledger = *read_ledger(a_text()).ledger;
    for (const std::uint64_t forks :
         {std::uint64_t{0}, std::uint64_t{1000}, std::uint64_t{1000 + 32768 / 4}}) {
        auto later = facts();
        later.forks = forks;
        EXPECT_FALSE(known_sessions(ledger, later).at(0).number_is_its_own) << forks;
    }
}

} // namespace
} // namespace ganger::core
