#include <ganger/core/formation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ganger;
using namespace ganger::core;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

namespace {

const Procfile shop{
    {"release", "./migrate", 1}, {"worker", "work", 2}, {"web", "serve", 3}, {"beat", "celery beat", 4}};

// "web=2 worker=1", zeros left out; or the messages and hints of what is wrong.
std::string formed(const FormationRequest& request, const Procfile& procfile = shop) {
    const auto formation = make_formation(procfile, request);
    std::string text;
    if (!formation) {
        for (const Error& error : formation.error()) text += error.message + " [" + error.hint + "]\n";
        return text;
    }
    EXPECT_EQ(formation->size(), procfile.size());
    for (std::size_t index = 0; index < formation->size(); ++index) {
        EXPECT_EQ((*formation)[index].type, procfile[index].type);
        if ((*formation)[index].count == 0) continue;
        text += (text.empty() ? "" : " ") + (*formation)[index].type + "=" +
                std::to_string((*formation)[index].count);
    }
    return text;
}

std::string option(const std::string& value) {
    return formed({{value}, {}});
}
std::string arguments(const std::vector<std::string>& types) {
    return formed({{}, types});
}

bool singleton(const std::string& type, const std::string& command) {
    return is_singleton({type, command, 1});
}

} // namespace

TEST(Formation, IsOneOfEachButRelease) {
    EXPECT_EQ(formed({}), "worker=1 web=1 beat=1");
}

TEST(Formation, OfTheOptionLeavesTheUnlistedAtZero) {
    EXPECT_EQ(option("web=2"), "web=2");
    EXPECT_EQ(option("web=2, worker=3"), "worker=3 web=2");
    EXPECT_EQ(formed({{"web=2", "worker=3"}, {}}), "worker=3 web=2");
    EXPECT_EQ(option("worker=0,web=1"), "web=1");
}

TEST(Formation, AllSetsTheRestButLeavesSingletonsAtOneAndReleaseAtZero) {
    EXPECT_EQ(option("all=3"), "worker=3 web=3 beat=1");
    EXPECT_EQ(option("web=2,all=3"), "worker=3 web=2 beat=1");
    EXPECT_EQ(option("all=1,worker=0"), "web=1 beat=1");
    EXPECT_EQ(option("all=0,web=1"), "web=1");
    EXPECT_EQ(option("all=2,release=1"), "release=1 worker=2 web=2 beat=1");
    EXPECT_EQ(arguments({"all=2", "web=5"}), "worker=2 web=5 beat=1");
    EXPECT_EQ(arguments({"all"}), "worker=1 web=1 beat=1");
}

TEST(Formation, OfArgumentsStartsOnlyThem) {
    EXPECT_EQ(arguments({"web"}), "web=1");
    EXPECT_EQ(arguments({"web=2", "worker"}), "worker=1 web=2");
    EXPECT_EQ(arguments({"release"}), "release=1");
    EXPECT_EQ(arguments({"web", "worker=0"}), "web=1");
}

TEST(Formation, OfArgumentsTakesNumbersFromTheOption) {
    EXPECT_EQ(formed({{"web=3,worker=2"}, {"web"}}), "web=3");
    EXPECT_EQ(formed({{"worker=2"}, {"web"}}), "web=1");
    EXPECT_EQ(formed({{"all=4"}, {"web"}}), "web=4");
    EXPECT_EQ(formed({{"web=3"}, {"web=2"}}), "web=2");
    EXPECT_EQ(formed({{"all=4"}, {"beat", "release"}}), "release=1 beat=1");
    EXPECT_EQ(formed({{"web=3"}, {"all=2"}}), "worker=2 web=3 beat=1");
}

TEST(Formation, SuggestsATypeForAnUnknownOne) {
    EXPECT_EQ(arguments({"wrker"}), "no process type 'wrker' in the Procfile [did you mean 'worker'?]\n");
    EXPECT_EQ(option("wrker=2"), "no process type 'wrker' in the Procfile [did you mean 'worker'?]\n");
    EXPECT_EQ(arguments({"zzzzzzz"}),
              "no process type 'zzzzzzz' in the Procfile [the Procfile has release, worker, web, beat]\n");
    EXPECT_EQ(arguments({"web.1"}),
              "no process type 'web.1' in the Procfile [name the type: 'web' or 'web=N']\n");
}

TEST(Formation, RefusesCountsThatAreNone) {
    for (const std::string bad :
         {"web=-1", "web=x", "web=", "web=1.5", "web=+1", "web= 1", "web=1 2", "web=99999999999",
          "web=99999999999999999999999", "web=0x2", "web=2=3", "=2", "="}) {
        EXPECT_THAT(option(bad), AllOf(HasSubstr("cannot read '" + bad + "'"), HasSubstr("write "))) << bad;
        EXPECT_THAT(arguments({bad}), AllOf(HasSubstr("cannot read '" + bad + "'"), HasSubstr("write ")))
            << bad;
    }
    EXPECT_EQ(
        option("web=-1"),
        "cannot read 'web=-1': '-1' is not a number of instances [write a whole number from 0 on: web=2]\n");
    EXPECT_EQ(option("web=99999999999"),
              "cannot read 'web=99999999999': that is too many [write a whole number from 0 on: web=2]\n");
}

TEST(Formation, RefusesPartsThatSayNothing) {
    for (const std::string bad : {"", "web", "web=1,", ",web=1", "web=1,,worker=1", "web:2"})
        EXPECT_THAT(option(bad), HasSubstr("write it as web=2,worker=1")) << bad;
    EXPECT_THAT(arguments({""}), HasSubstr("no process type"));
}

TEST(Formation, RefusesATypeGivenTwice) {
    EXPECT_THAT(option("web=1,web=1"), HasSubstr("'web' is given twice"));
    EXPECT_THAT(formed({{"web=1", "web=2"}, {}}), HasSubstr("'web' is given twice"));
    EXPECT_THAT(arguments({"web", "web=2"}), HasSubstr("'web': it is given twice"));
    EXPECT_THAT(option("all=1,all=2"), HasSubstr("'all' is given twice"));
}

TEST(Formation, RefusesTwoOfASingletonAndSaysWhy) {
    EXPECT_EQ(option("beat=2"), "cannot run 2 of 'beat': its name is 'beat' [run one; two would each fire "
                                "the schedule (max = 2 in ganger.toml permits it)]\n");
    EXPECT_EQ(formed({{}, {"ticker=2"}}, {{"ticker", "celery -A shop beat", 1}}),
              "cannot run 2 of 'ticker': its command runs celery beat [run one; two would each fire the "
              "schedule (max = 2 in ganger.toml permits it)]\n");
    EXPECT_EQ(option("beat=1"), "beat=1");
}

TEST(Formation, TellsAllProblemsAtOnce) {
    const auto formation = make_formation(shop, {{"wbe=1,web=x", "beat=2"}, {"wrker=y", "worker=-1"}});
    ASSERT_FALSE(formation);
    EXPECT_THAT(formation.error(), ElementsAre(Field(&Error::message, HasSubstr("'wbe'")),
                                               Field(&Error::message, HasSubstr("web=x")),
                                               Field(&Error::message, HasSubstr("'wrker'")),
                                               Field(&Error::message, HasSubstr("wrker=y")),
                                               Field(&Error::message, HasSubstr("worker=-1")),
                                               Field(&Error::message, HasSubstr("2 of 'beat'"))));
    for (const Error& error : formation.error()) EXPECT_NE(error.hint, "") << error.message;
}

TEST(Formation, RefusesToStartNothing) {
    EXPECT_THAT(option("web=0"), HasSubstr("nothing to start: every type has the count 0"));
    EXPECT_THAT(option("all=0"), HasSubstr("nothing to start"));
    EXPECT_THAT(arguments({"web=0"}), HasSubstr("nothing to start"));
    EXPECT_THAT(formed({}, {{"release", "./migrate", 1}}),
                HasSubstr("'release' is started only when it is named"));
    EXPECT_THAT(formed({}, {}), HasSubstr("the Procfile has no entry"));
}

TEST(Formation, MakesTypingErrorsHarmlessToATerminal) {
    EXPECT_THAT(arguments({"\x1b[2J"}), HasSubstr("'\\x1b[2J'"));
}

TEST(Singleton, IsKnownByItsName) {
    for (const char* const type : {"beat", "clock", "clockwork", "scheduler", "cron"})
        EXPECT_TRUE(singleton(type, "x")) << type;
    for (const char* const type : {"web", "worker", "heartbeat", "clock2", "release"})
        EXPECT_FALSE(singleton(type, "x")) << type;
}

TEST(Singleton, IsKnownByCeleryBeat) {
    for (const char* const command :
         {"celery beat", "celery -A shop beat", "celery --app=shop beat -l info", "celery --app shop beat",
          "python3 -m celery -A shop beat", ".venv/bin/celery -A shop -b redis://x beat",
          "cd x && celery -A shop beat", "exec celery -A shop beat", "sh -c 'celery -A shop beat'",
          "celery -A shop worker & celery -A shop beat", "celery -A shop worker -B",
          "celery worker -A shop --beat", "celery -A shop worker -l info -EB", "python manage.py celery beat",
          "celery -q -A shop beat;"})
        EXPECT_TRUE(singleton("x", command)) << command;
}

TEST(Singleton, IsNotEverythingThatMentionsBeat) {
    for (const char* const command :
         {"celery -A shop worker", "celery -A beat worker", "celery -A shop worker -n beat",
          "celery -A shop worker -Q beat", "celery -A shop flower", "./beat", "echo celery; ./beat",
          "celery -A shop worker | grep -B", "celery", "celery -A", "celeryd beat",
          "celery -A shop worker -Bold", "celery -A shop inspect beat", ""})
        EXPECT_FALSE(singleton("x", command)) << command;
}
