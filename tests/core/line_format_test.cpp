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

} // namespace
} // namespace ganger::core
