#include <ganger/core/patience.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t piece = std::size_t{64} << 10;

TEST(Patience, LastsHalfASecondWithAPlaceThatTakesNothing) {
    Patience patience;
    patience.waited(499ms, 0);
    EXPECT_EQ(patience.left(), 1ms);
    patience.waited(100ms, 0);
    EXPECT_EQ(patience.left(), 0ms);
}

TEST(Patience, NeverEndsWithAPlaceThatTakesFiveMegabytesASecond) {
    Patience patience;
    for (int i = 0; i < 10000; ++i) patience.waited(13ms, piece);
    EXPECT_GT(patience.left(), 480ms);
}

TEST(Patience, IsNotLostWhileGangerItselfIsStopped) {
    Patience patience;
    patience.waited(400ms, 0);
    EXPECT_FALSE(patience.ends(2s));
    EXPECT_EQ(patience.left(), 100ms);
    patience.waited(2s, 0);
    EXPECT_EQ(patience.left(), 100ms);
    EXPECT_TRUE(patience.ends(1ms));
    EXPECT_EQ(patience.left(), 0ms);
    patience.waited(2s, piece);
    EXPECT_EQ(patience.left(), 0ms) << "nobody has waited for it: it was slow";
}

TEST(Patience, EndsWithAPlaceThatIsSlowForAllThatTime) {
    Patience patience;
    int pieces = 0;
    for (; patience.left() > 0ms; ++pieces) patience.waited(65ms, piece); // 1 MB/s
    EXPECT_EQ(pieces, 10);
}

TEST(Patience, IsEarnedAgainByAQuickPlaceAfterAPause) {
    Patience patience;
    patience.waited(400ms, 0);
    for (int i = 0; i < 100; ++i) patience.waited(1ms, piece);
    EXPECT_EQ(patience.left(), Patience::most);
}

TEST(Patience, IsWholeAgainWithAPlaceThatHasAll) {
    Patience patience;
    EXPECT_TRUE(patience.ends(0ms));
    patience.caught_up();
    EXPECT_EQ(patience.left(), Patience::most);
}

} // namespace
} // namespace ganger::core
