#include <ganger/core/read_pace.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kib = 1024;

class ReadPaceTest : public testing::Test {
  protected:
    bool read(std::size_t count, std::size_t asked, Duration after = 100us) {
        now += after;
        return pace.rests_after(count, asked, now);
    }
    void read_small(int times) {
        for (int i = 0; i < times; ++i) read(100, 64 * kib);
    }

    Monotonic now{1h};
    ReadPace pace;
};

TEST_F(ReadPaceTest, a_line_now_and_then_is_read_at_once) {
    for (int i = 0; i < 100; ++i) ASSERT_FALSE(read(100, 64 * kib, 5ms));
}

TEST_F(ReadPaceTest, eight_small_reads_in_a_row_are_enough) {
    read_small(8);
    EXPECT_FALSE(read(100, 64 * kib, 5ms)) << "a pause ends the row";
    read_small(7);
    EXPECT_TRUE(read(100, 64 * kib));
    EXPECT_TRUE(read(100, 64 * kib)) << "and each small one after them";
}

TEST_F(ReadPaceTest, a_large_read_ends_the_row) {
    read_small(20);
    EXPECT_FALSE(read(50 * kib, 64 * kib));
    EXPECT_FALSE(read(100, 64 * kib));
}

// With more than 85 types a ring is so small that no read is a large one: a flood then went at an eighth of
// its pace.
TEST_F(ReadPaceTest, a_flood_into_a_small_ring_never_rests) {
    for (int i = 0; i < 100; ++i) ASSERT_FALSE(read(32 * kib, 32 * kib));
}

TEST_F(ReadPaceTest, a_program_that_writes_little_into_a_small_ring_rests) {
    for (int i = 0; i < 8; ++i) read(100, 32 * kib);
    EXPECT_TRUE(read(100, 32 * kib));
}

} // namespace
} // namespace ganger::core
