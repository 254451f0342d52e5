#include <ganger/core/argument_size.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

TEST(ArgumentSize, NamesTheLargestVariable) {
    EXPECT_EQ(largest_part({"true", "x"}, {"A=1", "KEY=" + std::string(200'000, 'x')}),
              "its largest part is the variable KEY: 200005 of 200016 bytes");
}

TEST(ArgumentSize, NamesTheLargestArgument) {
    EXPECT_EQ(largest_part({"/bin/sh", "-c", std::string(200'000, 'x')}, {"A=1"}),
              "its largest part is argument 2: 200001 of 200016 bytes");
}

TEST(ArgumentSize, TellsNoValue) {
    EXPECT_EQ(largest_part({}, {"KEY=secret"}), "its largest part is the variable KEY: 11 of 11 bytes");
    EXPECT_EQ(largest_part({"true"}, {}), "its largest part is argument 0: 5 of 5 bytes");
}

} // namespace
} // namespace ganger::core
