#include <ganger/core/sink_gauge.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kib = 1024;

// A flood into a pipe of 1 MiB that is drained at a steady rate.
class SinkGaugeTest : public testing::Test {
  protected:
    void pass(Duration duration) {
        time += duration;
        const double drained = rate * std::chrono::duration<double>(duration).count() + part;
        const auto whole = std::min(static_cast<std::size_t>(drained), in_pipe);
        part = whole == in_pipe ? 0 : drained - static_cast<double>(whole);
        in_pipe -= whole;
        gauge.tick(time);
    }

    // As much as it may; gives the most that ever lay in the pipe.
    std::size_t flood(Duration duration) {
        std::size_t most = 0;
        for (const auto end = time + duration; time < end; pass(100us)) {
            while (gauge.room() > 0) {
                gauge.holds(in_pipe, time);
                const std::size_t count = std::min({gauge.room(), 256 * kib, capacity - in_pipe});
                if (gauge.room() > 0 && count == 0) gauge.refused(time);
                if (count == 0) break;
                in_pipe += count;
                gauge.took(count, time);
                written += count;
            }
            most = std::max(most, in_pipe);
        }
        return most;
    }

    double written_at_rate(Duration duration) const {
        return static_cast<double>(written) / (rate * std::chrono::duration<double>(duration).count());
    }

    SinkGauge gauge;
    Monotonic time{1h};
    double rate = 5e6;
    double part = 0;
    std::size_t capacity = 1024 * kib;
    std::size_t in_pipe = 0;
    std::size_t written = 0;
};

TEST_F(SinkGaugeTest, LeavesInAPipeNoMoreThanIsReadInTime) {
    flood(1s);
    EXPECT_LE(flood(1s), 50 * kib);
    EXPECT_GT(written_at_rate(2s), 0.99) << "and never lets the reader wait";
}

TEST_F(SinkGaugeTest, LeavesNotMuchInAPipeBeforeItIsKnownHowFastItIsRead) {
    EXPECT_LE(flood(100ms), 128 * kib);
}

TEST_F(SinkGaugeTest, KnowsAFastReaderAfterAFewMilliseconds) {
    rate = 500e6;
    flood(20ms);
    EXPECT_EQ(flood(10ms), capacity);
}

TEST_F(SinkGaugeTest, FillsThePipeOfAFastReader) {
    rate = 500e6;
    flood(100ms);
    written = 0;
    EXPECT_EQ(flood(1s), capacity);
    EXPECT_GT(written_at_rate(1s), 0.99);
}

TEST_F(SinkGaugeTest, NoticesThatAFastReaderBecameSlow) {
    rate = 500e6;
    flood(1s);
    rate = 5e6;
    flood(500ms);
    EXPECT_LE(flood(1s), 50 * kib);
}

TEST_F(SinkGaugeTest, NoticesThatASlowReaderBecameFast) {
    flood(1s);
    rate = 500e6;
    flood(100ms);
    EXPECT_EQ(flood(1s), capacity);
}

TEST_F(SinkGaugeTest, AsksForNothingWhileNobodyReads) {
    flood(1s);
    rate = 0;
    flood(1s);
    EXPECT_EQ(in_pipe, capacity) << "a full pipe tells when it is read again";
    EXPECT_FALSE(gauge.look_at());
    rate = 5e6;
    flood(1s);
    EXPECT_LE(flood(1s), 50 * kib);
}

TEST_F(SinkGaugeTest, LearnsThatAReaderIsFastFromWhatItTakesWithoutEverLettingUsWait) {
    rate = 500e6;
    for (int i = 0; i < 1000; ++i) {
        gauge.holds(in_pipe, time);
        gauge.took(20 * kib, time);
        in_pipe += 20 * kib;
        gauge.caught_up();
        pass(200us);
    }
    EXPECT_GT(gauge.ahead(), 1024 * kib) << "100 MB/s";
}

TEST_F(SinkGaugeTest, LearnsNothingFromTimesInWhichThereWasNothingToWrite) {
    rate = 500e6;
    flood(1s);
    const std::size_t ahead = gauge.ahead();
    for (int i = 0; i < 100; ++i) {
        gauge.holds(in_pipe, time);
        gauge.took(100, time);
        in_pipe += 100;
        gauge.caught_up();
        pass(10ms);
    }
    EXPECT_EQ(gauge.ahead(), ahead);
}

TEST_F(SinkGaugeTest, HoldsNothingBackOnceAllIsInAHurry) {
    flood(1s);
    gauge.lift();
    EXPECT_EQ(flood(1ms), capacity);
}

TEST_F(SinkGaugeTest, MeasuresATerminalFromFullToFull) {
    SinkGauge terminal;
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(terminal.room(), SIZE_MAX);
        terminal.took(100 * kib, time);
        terminal.refused(time);
        time += 1ms;
    }
    EXPECT_NEAR(static_cast<double>(terminal.ahead()), 20.0 * 100 * kib, 5.0 * 100 * kib);
}

} // namespace
} // namespace ganger::core
