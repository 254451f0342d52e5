#include <ganger/core/ports.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ganger;
using namespace ganger::core;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

namespace {

const Procfile shop{
    {"worker", "work", 1}, {"web", "serve", 2}, {"release", "./migrate", 3}, {"mailer", "mail", 4}};

Environment with_port(const std::string& value, OriginKind origin, const std::string& file = {},
                      std::size_t line = 0) {
    return {{"PORT", Variable{value, origin, file, line}}};
}

std::string problem(const Result<std::uint16_t>& base) {
    return base ? "none" : base.error().message;
}

bool listens(const std::string& type, const std::string& command) {
    return is_expected_to_listen({type, command, 1});
}

} // namespace

TEST(BasePort, IsTheOptionThenPortOfTheEnvironmentThen5000) {
    EXPECT_EQ(base_port("7000", with_port("3000", OriginKind::inherited)), 7000);
    EXPECT_EQ(base_port(std::nullopt, with_port("3000", OriginKind::inherited)), 3000);
    EXPECT_EQ(base_port(std::nullopt, {}), 5000);
}

TEST(BasePort, TakesAnEmptyPortForUnset) {
    EXPECT_EQ(base_port(std::nullopt, with_port("", OriginKind::found_file)), 5000);
}

TEST(BasePort, GoesFrom1To65535) {
    EXPECT_EQ(base_port("1", {}), 1);
    EXPECT_EQ(base_port("65535", {}), 65535);
    for (const std::string bad :
         {"0", "-1", "65536", "x", "80x", "", " 80", "+80", "99999999999999999999", "tcp://10.0.0.1:80"})
        EXPECT_THAT(problem(base_port(bad, {})),
                    HasSubstr("cannot use '" + bad + "' as base port (-p or GANGER_PORT)"))
            << bad;
}

TEST(BasePort, SaysWhereAWrongOneComesFrom) {
    const auto from = [](OriginKind origin, const std::string& file = {}, std::size_t line = 0) {
        return problem(base_port(std::nullopt, with_port("http", origin, file, line)));
    };
    EXPECT_EQ(from(OriginKind::found_file, ".env", 3), "cannot use 'http' as base port (PORT from .env:3)");
    EXPECT_EQ(from(OriginKind::named_file, "test.env", 1),
              "cannot use 'http' as base port (PORT from test.env:1)");
    EXPECT_EQ(from(OriginKind::secret, "/run/secrets/PORT"),
              "cannot use 'http' as base port (PORT from /run/secrets/PORT)");
    EXPECT_EQ(from(OriginKind::inherited), "cannot use 'http' as base port (PORT from the environment)");
    EXPECT_EQ(from(OriginKind::set_option), "cannot use 'http' as base port (PORT from --set)");
}

TEST(Ports, GiveWebTheBaseWhereverItStandsAndOthersTheirPlace) {
    const auto ports = assign_ports(shop, {{"worker", 1}, {"web", 1}, {"release", 0}, {"mailer", 1}}, 5000);
    ASSERT_TRUE(ports);
    EXPECT_THAT(*ports, ElementsAre(Pair("mailer", 5300), Pair("release", 5200), Pair("web", 5000),
                                    Pair("worker", 5100)));
}

TEST(Ports, FollowTheOrderWithoutWeb) {
    const auto ports = assign_ports({{"api", "x", 1}, {"worker", "y", 2}}, {{"api", 1}, {"worker", 1}}, 3000);
    ASSERT_TRUE(ports);
    EXPECT_THAT(*ports, ElementsAre(Pair("api", 3000), Pair("worker", 3100)));
}

TEST(Ports, FollowTheOrderAloneWhereNoTypeComesFirst) {
    const auto ports =
        assign_ports(shop, {{"worker", 1}, {"web", 1}, {"release", 0}, {"mailer", 1}}, 5000, {}, "");
    ASSERT_TRUE(ports);
    EXPECT_EQ(ports->at("worker"), 5000);
    EXPECT_EQ(ports->at("web"), 5100);
    EXPECT_EQ(first_type(Numbering::in_order, shop, {}, {}, {}, {}), "");
}

TEST(Ports, HaveTheStepsThatAreAskedFor) {
    const Formation formation{{"worker", 3}, {"web", 1}, {"release", 0}, {"mailer", 1}};
    const auto ports = assign_ports(shop, formation, 5000, {}, "", {30, 10});
    ASSERT_TRUE(ports);
    EXPECT_EQ(ports->at("web"), 5030);
    const auto met = assign_ports(shop, {{"worker", 4}, {"web", 1}}, 5000, {}, "", {30, 10});
    ASSERT_FALSE(met);
    EXPECT_THAT(met.error().message, HasSubstr("(5000-5030)"));
    EXPECT_THAT(met.error().hint, HasSubstr("each type has 3 ports"));
}

TEST(Ports, MayFillTheHundredButNotMeetTheNextType) {
    EXPECT_TRUE(assign_ports(shop, {{"worker", 1}, {"web", 100}, {"release", 0}, {"mailer", 0}}, 5000));
    const auto ports = assign_ports(shop, {{"worker", 1}, {"web", 101}, {"release", 0}, {"mailer", 0}}, 5000);
    ASSERT_FALSE(ports);
    EXPECT_EQ(ports.error().message,
              "cannot number the ports: 101 instances of 'web' (5000-5100) reach those of 'worker' (5100)");
    EXPECT_NE(ports.error().hint, "");
}

TEST(Ports, MayReachIntoThePlaceOfWhatIsNotStarted) {
    EXPECT_TRUE(assign_ports(shop, {{"worker", 0}, {"web", 150}, {"release", 0}, {"mailer", 1}}, 5000));
    EXPECT_FALSE(assign_ports(shop, {{"worker", 0}, {"web", 301}, {"release", 0}, {"mailer", 1}}, 5000));
}

TEST(Ports, MayNotPass65535) {
    EXPECT_TRUE(assign_ports(shop, {{"worker", 0}, {"web", 36}, {"release", 0}, {"mailer", 0}}, 65500));
    EXPECT_FALSE(assign_ports(shop, {{"worker", 0}, {"web", 37}, {"release", 0}, {"mailer", 0}}, 65500));
    const auto ports = assign_ports(shop, {{"worker", 1}, {"web", 1}, {"release", 0}, {"mailer", 0}}, 65500);
    ASSERT_FALSE(ports);
    EXPECT_EQ(ports.error().message,
              "cannot number the ports: with the base 65500 those of 'worker' (65600) pass 65535");
    EXPECT_FALSE(
        assign_ports(shop, {{"worker", 0}, {"web", 4294967295U}, {"release", 0}, {"mailer", 0}}, 5000));
}

TEST(Ports, LeaveOutWhatIsNotStartedAndBeginsAbove65535) {
    const auto ports = assign_ports(shop, {{"worker", 0}, {"web", 1}, {"release", 0}, {"mailer", 0}}, 65500);
    ASSERT_TRUE(ports);
    EXPECT_THAT(*ports, ElementsAre(Pair("web", 65500)));
}

TEST(FirstType, IsTheLoneOneWherePortIsGivenAndThereIsNoWeb) {
    const Procfile api{{"worker", "work", 1}, {"api", "serve", 2}};
    const auto given = with_port("8080", OriginKind::inherited);
    const auto first = [&](const Procfile& procfile, const Formation& formation,
                           const Environment& environment, const std::optional<std::string>& option = {},
                           const Settings& settings = {}) {
        return first_type(Numbering::web_or_lone_first, procfile, formation, option, environment, settings);
    };
    EXPECT_EQ(first(api, {{"worker", 0}, {"api", 2}}, given), "api");
    EXPECT_EQ(first(api, {{"worker", 1}, {"api", 1}}, given), "web") << "two are started";
    EXPECT_EQ(first(shop, {{"worker", 1}, {"web", 0}}, given), "web") << "there is a web";
    EXPECT_EQ(first(api, {{"worker", 0}, {"api", 1}}, {}), "web") << "no PORT";
    EXPECT_EQ(first(api, {{"worker", 0}, {"api", 1}}, with_port("", OriginKind::inherited)), "web");
    EXPECT_EQ(first(api, {{"worker", 0}, {"api", 1}}, given, "7000"), "web") << "-p is the app's base";
    Settings settings;
    settings.app.port = 7000;
    EXPECT_EQ(first(api, {{"worker", 0}, {"api", 1}}, given, {}, settings), "web");
    EXPECT_EQ(first_type(Numbering::web_first, api, {{"worker", 0}, {"api", 1}}, {}, given), "web");
}

TEST(Listening, IsExpectedOfWebAndOfTypesThatUsePort) {
    EXPECT_TRUE(listens("web", "serve"));
    for (const char* const command :
         {"serve $PORT", "serve --port=${PORT:-3000}", "serve -b 0.0.0.0:$PORT", "X=$PORT serve",
          "python -c \"os.environ['PORT']\"", "PORT=${PORT:-3000} serve"})
        EXPECT_TRUE(listens("api", command)) << command;
    for (const char* const command :
         {"work", "work $REDIS_PORT", "PORT=3000 serve", "work $PORT_WEB", "work --PORTS", "port"})
        EXPECT_FALSE(listens("api", command)) << command;
}
