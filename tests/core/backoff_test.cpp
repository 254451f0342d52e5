#include <ganger/core/backoff.hpp>

#include <gtest/gtest.h>

#include <limits>

using namespace ganger::core;
using namespace std::chrono_literals;

TEST(Backoff, GrowsByTheFactorUpToTheMaximum) {
    const Backoff backoff;
    EXPECT_EQ(delay_after(backoff, 1, 0), 500ms);
    EXPECT_EQ(delay_after(backoff, 2, 0), 1s);
    EXPECT_EQ(delay_after(backoff, 3, 0), 2s);
    EXPECT_EQ(delay_after(backoff, 6, 0), 16s);
    EXPECT_EQ(delay_after(backoff, 7, 0), 30s);
    EXPECT_EQ(delay_after(backoff, 8, 0), 30s);
}

TEST(Backoff, AddsUpToATenthOfJitterAlsoToTheMaximum) {
    const Backoff backoff;
    EXPECT_EQ(delay_after(backoff, 1, 0.5), 525ms);
    EXPECT_EQ(delay_after(backoff, 100, 0.5), 31500ms);
    EXPECT_LE(delay_after(backoff, 100, 0.999999), 33s);
}

TEST(Backoff, NeverOverflows) {
    const Backoff backoff;
    EXPECT_EQ(delay_after(backoff, std::numeric_limits<unsigned>::max(), 0), 30s);
    const Backoff longest{1s, 1e300, Duration::max(), 30s};
    EXPECT_GT(delay_after(longest, 1000, 1), 24h);
}

TEST(Backoff, ToleratesStrangeSettings) {
    EXPECT_EQ(delay_after({0s, 2.0, 30s, 30s}, 5000, 0.5), 0s);
    EXPECT_EQ(delay_after({-1s, 2.0, 30s, 30s}, 3, 0.5), 0s);
    EXPECT_EQ(delay_after({1s, 1.0, 30s, 30s}, 50, 0), 1s);
    EXPECT_EQ(delay_after({10s, 2.0, 5s, 30s}, 1, 0), 5s);
    EXPECT_EQ(delay_after({1s, 2.0, 30s, 30s}, 0, 0), 1s);
    EXPECT_LE(delay_after({1s, 2.0, 30s, 30s}, 1, 7), 1100ms);
}
