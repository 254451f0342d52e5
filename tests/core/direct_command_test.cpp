#include "../support/one_of.hpp"

#include <ganger/core/command_form.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

using namespace ganger::core;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Words = std::vector<std::string>;

namespace {

class DirectCommand : public testing::Test {
  protected:
    CommandStart start(const std::string& command) const {
        return command_start(command, [this](std::string_view name) {
            const auto found = variables.find(name);
            return found == variables.end() ? nullptr : &found->second;
        });
    }
    // The words, or the one word "needs:WHY".
    Words words(const std::string& command) const {
        const CommandStart found = start(command);
        return found.form == CommandForm::direct ? found.arguments : Words{"needs:" + found.why};
    }
    std::string needs(const std::string& command) const {
        const CommandStart found = start(command);
        return found.form == CommandForm::direct ? "nothing" : found.why;
    }

    EnvironmentValues variables{{"PATH", "/usr/bin:/bin"}, {"PORT", "5000"},     {"EMPTY", ""},
                                {"WORDS", "a b"},          {"LINES2", "a\nb"},   {"GLOB", "*.py"},
                                {"BACK", "a\\b"},          {"HOME", "/home/app"}};
};

} // namespace

TEST_F(DirectCommand, IsItsWords) {
    EXPECT_THAT(words("gunicorn app:wsgi  --bind\t0.0.0.0:8000 "),
                ElementsAre("gunicorn", "app:wsgi", "--bind", "0.0.0.0:8000"));
    EXPECT_THAT(words("./bin/server a=b x,y %z @k +l ^m ]"),
                ElementsAre("./bin/server", "a=b", "x,y", "%z", "@k", "+l", "^m", "]"));
    EXPECT_THAT(words("serve if exec cd A=1"), ElementsAre("serve", "if", "exec", "cd", "A=1"));
}

TEST_F(DirectCommand, ReadsQuotesAndBackslashes) {
    EXPECT_THAT(words("'my serve' \"a  b\" 'c;d|e' f\\ g \\$PORT '' \"\""),
                ElementsAre("my serve", "a  b", "c;d|e", "f g", "$PORT", "", ""));
    EXPECT_THAT(words("serve 'it'\\''s' \"a'b\" a'b'\"c\"d"), ElementsAre("serve", "it's", "a'b", "abcd"));
    EXPECT_THAT(words(R"(serve "\$a \`b \"c \\d \e \ f" '\n' '$PORT' "*~{}")"),
                ElementsAre("serve", R"($a `b "c \d \e \ f)", "\\n", "$PORT", "*~{}"));
}

TEST_F(DirectCommand, PutsInVariablesThatStayOneWord) {
    EXPECT_THAT(words("serve $PORT :$PORT ${PORT}x a${PORT}b$PORT"),
                ElementsAre("serve", "5000", ":5000", "5000x", "a5000b5000"));
    EXPECT_THAT(words("serve \"$WORDS\" \"$GLOB\" \"$EMPTY\" \"$NONE\" \"${LINES2}\" \"$BACK\""),
                ElementsAre("serve", "a b", "*.py", "", "", "a\nb", "a\\b"));
    EXPECT_THAT(words("$HOME/serve"), ElementsAre("/home/app/serve"));
}

TEST_F(DirectCommand, LeavesValuesToTheShellThatItWouldRemake) {
    for (const std::string name : {"$WORDS", "$LINES2", "$GLOB", "$EMPTY", "$NONE", "$BACK", "${WORDS}"}) {
        EXPECT_EQ(needs("serve " + name), name);
        EXPECT_EQ(needs("serve a" + name + "-b"), name);
    }
}

TEST_F(DirectCommand, KnowsDefaults) {
    EXPECT_THAT(words("serve ${PORT:-1} ${PORT-1} ${NONE:-3000} ${NONE-3000} ${EMPTY:-2}"),
                ElementsAre("serve", "5000", "5000", "3000", "3000", "2"));
    EXPECT_THAT(words("serve \"${EMPTY-2}\" \"${NONE:-a b}\" \"${NONE-}\" \"${PORT:-a b}\""),
                ElementsAre("serve", "", "a b", "", "5000"));
    EXPECT_THAT(words("serve ${NONE:-$PORT} ${NONE:-${EMPTY:-x$PORT}} ${PORT:-$WORDS} \"${NONE-$WORDS}\""),
                ElementsAre("serve", "5000", "x5000", "5000", "a b"));
    EXPECT_EQ(needs("serve ${NONE:-$WORDS}"), "${NONE:-$WORDS}");
    EXPECT_EQ(needs("serve ${NONE:-}"), "${NONE:-}");
    for (const char* const other :
         {"${NONE:-a b}", "${NONE:-'a'}", "${NONE:-~}", "${NONE:-*}", "${PORT:=1}", "${PORT:+1}",
          "${PORT:?m}", "${PORT#5}", "${PORT%0}", "${#PORT}", "${PORT/5/6}", "${PORT:1}", "${1}"})
        EXPECT_EQ(needs("serve " + std::string{other}), "${") << other;
}

TEST_F(DirectCommand, PutsAssignmentsIntoTheEnvironment) {
    const CommandStart found = start("A=1 B=\"$A $WORDS\" C= D=$A$EMPTY E=*.py F=$WORDS A=2 serve $A$PORT");
    EXPECT_EQ(found.why, "$A") << "words are expanded before anything is assigned";
    const CommandStart direct =
        start("A=1 B=\"$A $WORDS\" C= D=$A$EMPTY E=*.py F=$WORDS G={a,b} A=2 serve A=3");
    EXPECT_THAT(direct.arguments, ElementsAre("serve", "A=3"));
    EXPECT_THAT(direct.assignments,
                ElementsAre(Pair("A", "2"), Pair("B", "1 a b"), Pair("C", ""), Pair("D", "1"),
                            Pair("E", "*.py"), Pair("F", "a b"), Pair("G", "{a,b}")));
    EXPECT_THAT(words("PORT=1 serve $PORT"), ElementsAre("serve", "5000"));
}

TEST_F(DirectCommand, LeavesNamesToTheShellThatTheShellItselfUses) {
    EXPECT_EQ(needs("PATH=/x serve"), "PATH=");
    EXPECT_EQ(needs("IFS=: serve"), "IFS=");
    EXPECT_EQ(needs("GANGER_ID=x serve"), "GANGER_ID=");
    EXPECT_EQ(needs("serve $GANGER_ID"), "$GANGER_ID");
    EXPECT_EQ(needs("serve ${PPID}"), "$PPID");
    EXPECT_EQ(needs("serve \"$RANDOM\""), "$RANDOM");
    EXPECT_EQ(needs("serve \"$BASH_VERSION\""), "$BASH_VERSION");
    for (const char* const name : {"IFS", "OPTIND", "PPID"}) {
        variables = {{"PATH", "/bin"}, {name, "1"}};
        EXPECT_EQ(needs("serve"), name) << "dash passes on another value";
    }
}

TEST_F(DirectCommand, FindsProgramsOnlyInAPathThatAllReadTheSame) {
    for (const std::string path : {"", ":/bin", "/bin:", "/bin::/usr/bin", "/bin:%builtin"}) {
        variables["PATH"] = path;
        EXPECT_EQ(needs("serve"), "PATH") << path;
        EXPECT_EQ(needs("./serve"), "nothing") << path;
    }
    variables.erase("PATH");
    EXPECT_EQ(needs("serve"), "PATH");
}

TEST_F(DirectCommand, TakesAwayAnExecOfTheUserS) {
    EXPECT_THAT(words("exec serve $PORT"), ElementsAre("serve", "5000"));
    EXPECT_THAT(start("A=1 exec serve").assignments, ElementsAre(Pair("A", "1")));
    EXPECT_THAT(words("exec echo a"), ElementsAre("echo", "a")) << "behind exec there are no builtins";
    EXPECT_EQ(needs("exec -a x serve"), "-a");
    EXPECT_EQ(needs("exec A=1 serve"), "A=1");
    EXPECT_EQ(needs("exec"), "no program");
    EXPECT_EQ(needs("\"exec\" serve"), "\"exec\"");
}

TEST_F(DirectCommand, LeavesToTheShellWhatTheShellAnswers) {
    for (const std::string word : {"cd", "test", "[", ":", ".", "echo", "true", "kill", "if", "time", "!"})
        EXPECT_EQ(start(word + " x").form, CommandForm::shell) << word;
    variables["CMD"] = "cd";
    EXPECT_EQ(start("$CMD x").form, CommandForm::shell);
    EXPECT_EQ(start("\\cd x").form, CommandForm::shell);
    variables["CMD"] = "serve";
    EXPECT_THAT(words("$CMD x"), ElementsAre("serve", "x"));
    for (const char* const command : {"-x", "''", "\"$EMPTY\"", "a.b=1 serve", "A+=1 serve", "1A=2"})
        EXPECT_NE(start(command).form, CommandForm::direct) << command;
}

TEST_F(DirectCommand, TellsWhatNeedsTheShell) {
    EXPECT_EQ(needs("serve > log"), ">");
    EXPECT_EQ(needs("serve 2>&1"), ">");
    EXPECT_EQ(needs("serve $(nproc)"), "$(");
    EXPECT_EQ(needs("serve \"`nproc`\""), "`");
    EXPECT_EQ(needs("serve ~/x"), "~");
    EXPECT_EQ(needs("serve --dir=~"), "~");
    EXPECT_EQ(needs("D=~/x serve"), "~");
    EXPECT_EQ(needs("serve *.py"), "*");
    EXPECT_EQ(needs("serve a?"), "?");
    EXPECT_EQ(needs("serve [a]"), "[");
    EXPECT_EQ(needs("serve {a,b}"), "{");
    for (const char* const special : {"$$", "$1", "$@", "\"$*\"", "$?", "$", "\"a$\"", "$'a'", "$\"a\""})
        EXPECT_EQ(start(std::string{"serve "} + special).form == CommandForm::direct, false) << special;
}

TEST_F(DirectCommand, EndsAtACommentOrALastSemicolon) {
    EXPECT_THAT(words("serve a#b # c; d"), ElementsAre("serve", "a#b"));
    EXPECT_THAT(words("serve;"), ElementsAre("serve"));
    EXPECT_THAT(words("serve ; # x"), ElementsAre("serve"));
    EXPECT_EQ(start("serve ; x").form, CommandForm::shell);
    EXPECT_EQ(start("serve &").form, CommandForm::shell);
}

TEST_F(DirectCommand, ShowsNoValueInItsReasons) {
    variables["SECRET"] = "hunter2 x";
    variables["CMD"] = "cd";
    for (const char* const command :
         {"serve $SECRET", "$SECRET", "\"$SECRET=\"", "$CMD", "serve ${NONE:-$SECRET}", "A=$SECRET serve $A"})
        EXPECT_THAT(start(command).why,
                    testing::Not(testing::AnyOf(testing::HasSubstr("hunter2"), testing::Eq("cd"))))
            << command;
}

TEST_F(DirectCommand, GrowsNoFurtherThanTheKernelTakes) {
    variables["BIG"] = std::string(100 * 1024, 'x');
    EXPECT_EQ(needs("serve $BIG"), "nothing");
    EXPECT_EQ(needs("serve $BIG$BIG"), "too long");
    EXPECT_EQ(needs("serve \"$BIG$BIG\""), "too long");
    EXPECT_EQ(needs("serve ${NONE:-$BIG$BIG}"), "too long");
    std::string doubling = "A=xx ";
    std::string many = "serve";
    for (int i = 0; i < 64; ++i) {
        doubling += "A=$A$A ";
        many += " $BIG";
    }
    EXPECT_EQ(needs(doubling + "serve"), "too long");
    EXPECT_EQ(needs(many), "too long");
}

TEST_F(DirectCommand, EndsHoweverDeepTheNesting) {
    for (const char* const piece : {"${A:-", "\"${A:-", "$PORT", "a=", "a=$a ", "\"", "\\", "a "}) {
        for (std::string command : {"serve ", ""}) {
            while (command.size() < (std::size_t{1} << 20) / ganger::test::one_of) command += piece;
            EXPECT_NO_THROW((void) start(command)) << piece;
        }
    }
}
