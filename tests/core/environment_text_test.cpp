#include <ganger/core/environment_text.hpp>

#include <gtest/gtest.h>

#include <random>
#include <string>

using namespace ganger::core;

namespace {

// What a reader of .env makes of it.
std::string read_back(const std::string& text, bool expand = true) {
    const auto read = read_dotenv(text, ".env", {}, {expand});
    EXPECT_TRUE(read.diagnostics.empty()) << text << "\n" << read.diagnostics.front().text();
    if (!read.assignments || read.assignments->size() != 1) return "(nothing)";
    return read.assignments->front().value;
}

Environment shop() {
    return {{"DATABASE_URL", {"postgres://app:hunter2@db/shop", OriginKind::found_file, ".env", 1}},
            {"HOME", {"/root", OriginKind::inherited, {}, 0}},
            {"LANG", {"C", OriginKind::inherited, {}, 0, {{OriginKind::found_file, ".env", 4}}}},
            {"LOG_LEVEL",
             {"debug",
              OriginKind::set_option,
              {},
              0,
              {{OriginKind::settings, "ganger.toml", 12}, {OriginKind::found_file, ".env", 3}}}},
            {"SECRET", {"s", OriginKind::secret, "/run/secrets/SECRET", 0}}};
}

} // namespace

TEST(DotenvAssignment, QuotesOnlyWhatNeedsIt) {
    EXPECT_EQ(dotenv_assignment("A", ""), "A=");
    EXPECT_EQ(dotenv_assignment("A", "https://x/y?z=1,2"), "A=https://x/y?z=1,2");
    EXPECT_EQ(dotenv_assignment("A", "two words"), "A='two words'");
    EXPECT_EQ(dotenv_assignment("A", "$HOME"), "A='$HOME'");
    EXPECT_EQ(dotenv_assignment("A", "it's $5"), "A=\"it's \\$5\"");
    EXPECT_EQ(dotenv_assignment("cache.driver", "x"), "cache.driver=x");
}

TEST(DotenvAssignment, MakesACommentOfANameThatNoFileCanHold) {
    EXPECT_EQ(dotenv_assignment("BASH_FUNC_x%%", "() { :; }"),
              "# 'BASH_FUNC_x%%' is set, too; a .env can't hold that name");
    EXPECT_EQ(dotenv_assignment("a\nb", "").find('\n'), std::string::npos);
}

TEST(DotenvAssignment, CanBeReadBackWhateverTheValue) {
    const std::string alphabet = "aZ09 \t\r\n\"'\\$`#{}=:-~&|;<>()*?!%\xC3\xA9\xFF";
    std::mt19937 random{7};
    for (int round = 0; round < 20000; ++round) {
        std::string value;
        for (auto length = random() % 12; length > 0; --length) value += alphabet[random() % alphabet.size()];
        const auto line = dotenv_assignment("A", value);
        ASSERT_EQ(read_back(line + "\n"), value) << line;
        ASSERT_EQ(read_back(line + "\n", false), value) << line;
        ASSERT_EQ(read_back(line + " # .env:3, hides --set\n"), value) << line;
    }
}

TEST(EnvironmentText, HidesSecretsAndNamesThem) {
    EXPECT_EQ(environment_text(as_shown(shop(), Secrets::hidden), EnvironmentForm::values),
              "DATABASE_URL=postgres://app:***@db/shop\n"
              "HOME=/root\n"
              "LANG=C\n"
              "LOG_LEVEL=debug\n"
              "SECRET=***\n"
              "# hidden (--show-values shows them):\n"
              "#   DATABASE_URL, SECRET\n");
}

TEST(EnvironmentText, ShowsThemWhenAsked) {
    EXPECT_EQ(environment_text(as_shown(shop(), Secrets::shown), EnvironmentForm::values),
              "DATABASE_URL=postgres://app:hunter2@db/shop\n"
              "HOME=/root\n"
              "LANG=C\n"
              "LOG_LEVEL=debug\n"
              "SECRET=s\n");
}

TEST(EnvironmentText, ExplainsWhereEachValueComesFromAndWhatItHides) {
    EXPECT_EQ(environment_text(as_shown(shop(), Secrets::shown), EnvironmentForm::explain),
              "DATABASE_URL=postgres://app:hunter2@db/shop # .env:1\n"
              "LANG=C                                  # the environment, hides .env:4\n"
              "LOG_LEVEL=debug                         # --set, hides ganger.toml:12, .env:3\n"
              "SECRET=s                                # /run/secrets/SECRET\n"
              "# from the environment that ganger was started with, unchanged:\n"
              "#   HOME\n");
}

TEST(EnvironmentText, BreaksLongListsOfNames) {
    Environment environment;
    for (int number = 100; number < 130; ++number)
        environment["LONG_NAME_" + std::to_string(number)] = {"x", OriginKind::inherited, {}, 0};
    const auto text = environment_text(as_shown(environment, Secrets::hidden), EnvironmentForm::explain);
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        EXPECT_LE(end - begin, 100U);
        EXPECT_EQ(text[begin], '#');
        begin = end + 1;
    }
}
