#include <ganger/core/scaling.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ganger::core {
namespace {

using testing::HasSubstr;

std::string read(std::string_view text) {
    const auto change = read_count_change(text);
    return change ? change->type + " " + number_text(*change) : "none";
}

TEST(CountChange, IsATypeAndANumberOrADifference) {
    EXPECT_EQ(read("web=3"), "web 3");
    EXPECT_EQ(read("web=0"), "web 0");
    EXPECT_EQ(read("worker+1"), "worker +1");
    EXPECT_EQ(read("worker-2"), "worker -2");
    EXPECT_EQ(read("web-api-2"), "web-api -2") << "a type's name may have a '-', too";
    EXPECT_EQ(read("web-api=2"), "web-api 2");
}

TEST(CountChange, IsNothingElse) {
    for (const auto* text : {"", "web", "=3", "+1", "web=", "web+", "web=x", "web=+1", "web=-1", "web=3x",
                             "web= 3", "web=1000001", "web=99999999999999999999"})
        EXPECT_EQ(read(text), "none") << text;
}

const Procfile procfile = {{"web", "a"}, {"worker", "b"}, {"beat", "c"}};

std::string changed(const Formation& current, const std::vector<CountChange>& changes,
                    const Settings& settings = {}) {
    const auto made = changed_formation(procfile, settings, current, changes);
    std::string text;
    if (!made)
        for (const auto& error : made.error()) text += error.message + "; ";
    else
        for (const auto& [type, count] : *made) text += fmt::format("{}={} ", type, count);
    return text;
}

using Way = CountChange::Way;

TEST(ChangedFormation, LeavesOthersAsTheyAre) {
    EXPECT_EQ(changed({{"worker", 2}, {"web", 1}}, {{"web", Way::to, 3}}), "web=3 worker=2 beat=0 ");
    EXPECT_EQ(changed({{"web", 1}}, {{"worker", Way::up, 2}}), "web=1 worker=2 beat=0 ");
    EXPECT_EQ(changed({{"web", 3}}, {{"web", Way::down, 1}}), "web=2 worker=0 beat=0 ");
}

TEST(ChangedFormation, GoesNoLowerThanNothing) {
    EXPECT_EQ(changed({{"web", 1}}, {{"web", Way::down, 5}}), "web=0 worker=0 beat=0 ");
}

TEST(ChangedFormation, StartsAsManyOfWhatIsNotThereAsAStartWould) {
    Settings settings;
    settings.types["worker"].count = 4;
    EXPECT_EQ(changed({{"web", 1}}, {{"worker", Way::if_none, 0}}, settings), "web=1 worker=4 beat=0 ");
    EXPECT_EQ(changed({{"worker", 2}}, {{"worker", Way::if_none, 0}}, settings), "web=0 worker=2 beat=0 ");
    settings.types["worker"].count = 0;
    EXPECT_EQ(changed({}, {{"worker", Way::if_none, 0}}, settings), "web=0 worker=1 beat=0 ");
}

TEST(ChangedFormation, RefusesWhatAStartWouldRefuse) {
    EXPECT_THAT(changed({}, {{"beat", Way::to, 2}}), HasSubstr("cannot run 2 of 'beat'"));
    EXPECT_THAT(changed({{"web", 1}}, {{"wbe", Way::to, 1}, {"wrker", Way::to, 1}}),
                testing::AllOf(HasSubstr("'wbe'"), HasSubstr("'wrker'")))
        << "all problems at once";
}

} // namespace
} // namespace ganger::core
