#include <ganger/core/run_name.hpp>

#include <gtest/gtest.h>

namespace ganger::core {
namespace {

TEST(RunName, IsReadFromItsMark) {
    const RunName run{"0123456789ab", 4711, 88123, "00ff"};
    EXPECT_EQ(text_of(run), "0123456789ab-4711-88123-00ff");
    const auto mark = parse_mark(text_of(run) + ".web-2.1.17");
    ASSERT_TRUE(mark);
    EXPECT_EQ(mark->run, run);
    EXPECT_EQ(mark->instance, "web-2.1");
    EXPECT_EQ(mark->launch, LaunchId{17});
}

TEST(RunName, OfAOneOffIsNoRunOfAnApp) {
    EXPECT_FALSE(parse_mark("00112233445566ff.run.1.1"));
}

TEST(RunName, AnythingElseIsNoMark) {
    for (const auto* const text :
         {"", ".", "a.b.c", "0123456789ab-4711-88123-00ff", "0123456789ab-4711-88123-00ff.",
          "0123456789ab-4711-88123-00ff.1", "0123456789ab-4711-88123-00ff..1",
          "0123456789ab-4711-88123-00ff.web.1.x", "0123456789ab-4711-88123-00ff.web.1.",
          "0123456789ab-4711-88123-00ff.web.1.1 ", "0123456789ab-4711-88123-.web.1.1",
          "0123456789ab-4711-x-00ff.web.1.1", "0123456789ab-0-1-00ff.web.1.1",
          "0123456789ab--4711-88123-00ff.web.1.1", "0123456789aB-4711-88123-00ff.web.1.1",
          "123456789ab-4711-88123-00ff.web.1.1", "0123456789ab-4711-88123-0-ff.web.1.1",
          "0123456789ab-99999999999999999999-88123-00ff.web.1.1"})
        EXPECT_FALSE(parse_mark(text)) << text;
}

} // namespace
} // namespace ganger::core
