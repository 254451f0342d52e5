#include <ganger/core/line_format.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

TEST(LineFormat, PadsNamesToTheLongest) {
    EXPECT_EQ(prefix_of({8}, "web.1"), "web.1    | ");
}

TEST(LineFormat, KeepsANameThatIsLongerThanItsPlace) {
    EXPECT_EQ(prefix_of({3}, "worker.12"), "worker.12 | ");
}

TEST(LineFormat, HasBlanksForATimeThatIsNotKnown) {
    const Stamp known{Wall(std::chrono::hours(1)), {}};
    for (const auto timestamps : {Timestamps::none, Timestamps::time, Timestamps::ms, Timestamps::iso}) {
        const auto size = stamp_text(timestamps, known).size();
        EXPECT_EQ(stamp_text(timestamps, {}), std::string(size, ' '));
        EXPECT_EQ(stamp_text(timestamps, {{}, std::chrono::hours(-1)}), std::string(size, ' '));
    }
}

} // namespace
} // namespace ganger::core
