#include <ganger/core/duration.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

TEST(Duration, TakesABareNumberAsSeconds) {
    EXPECT_EQ(parse_duration("5").value(), 5s);
    EXPECT_EQ(parse_duration("0").value(), 0s);
    EXPECT_EQ(parse_duration("0.5").value(), 500ms);
}

TEST(Duration, KnowsUnits) {
    EXPECT_EQ(parse_duration("500ms").value(), 500ms);
    EXPECT_EQ(parse_duration("30s").value(), 30s);
    EXPECT_EQ(parse_duration("2m").value(), 120s);
    EXPECT_EQ(parse_duration("1h").value(), 3600s);
}

TEST(Duration, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "x", "-1", "5x", "5 s", "1e3", "inf", "nan", "1001h", "99999999999999999999"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

} // namespace
} // namespace ganger::core
