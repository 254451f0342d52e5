#include <ganger/core/command_form.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ganger::core;

namespace {

// Commands in an environment where the words of none can go without a shell.
CommandStart start_of(const std::string& command) {
    static const std::string other_separator = ":";
    return command_start(command,
                         [](std::string_view name) { return name == "IFS" ? &other_separator : nullptr; });
}

// "exec …" as it is handed to sh, or "-" where the shell stays.
std::string with_exec(const std::string& command) {
    const CommandStart start = start_of(command);
    return start.form == CommandForm::exec ? start.arguments.at(2) : "-";
}

std::string why(const std::string& command) {
    const CommandStart start = start_of(command);
    return start.form == CommandForm::shell ? start.why : "-";
}

struct ShellRun {
    pid_t pid = 0;
    int status = 0;
    std::string output;
};

ShellRun run_in_shell(const std::string& text) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    std::string sh = "sh";
    std::string option = "-c";
    std::string command = text;
    std::array<char*, 4> arguments{sh.data(), option.data(), command.data(), nullptr};
    ShellRun run;
    if (::posix_spawn(&run.pid, "/bin/sh", &actions, nullptr, arguments.data(), environ) != 0) std::abort();
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0; (size = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
        run.output.append(buffer.data(), static_cast<std::size_t>(size));
    ::close(ends[0]);
    ::waitpid(run.pid, &run.status, 0);
    return run;
}

// Of a program that cannot be run the shell tells in other words with exec than without.
bool ran(const ShellRun& run) {
    return WIFEXITED(run.status) && WEXITSTATUS(run.status) < 126;
}

// Where generated commands may write what they like.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "command_form.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
        std::filesystem::current_path(path_);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::filesystem::current_path("/");
        std::filesystem::remove_all(path_);
    }
    void empty() const {
        for (const auto& entry : std::filesystem::directory_iterator{path_})
            std::filesystem::remove_all(entry);
    }

  private:
    std::filesystem::path path_;
};

class CommandWriter {
  public:
    explicit CommandWriter(unsigned seed) : random_{seed} {}

    std::string write() {
        std::string command;
        for (unsigned count = below(3); count > 0; --count) command += one_of(before) + " ";
        command += one_of(programs);
        for (unsigned count = below(5); count > 0; --count)
            command += (below(12) == 0 ? "" : " ") + one_of(below(6) == 0 ? operators : arguments);
        return command;
    }

  private:
    using Pieces = std::vector<std::string>;

    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    const std::string& one_of(const Pieces& pieces) {
        return pieces[below(static_cast<unsigned>(pieces.size()))];
    }

    const Pieces before{"A=1",  "A=\"x $A\"", "B=$A",       "A=$(echo c)", "B=`echo d`", "B='q \"'", "A+=2",
                        "A=~",  "2>&1",       "</dev/null", "2>/dev/null", "3>&1",       "\\A=1",    "A= ",
                        "1A=2", "A='",        "B=${A:=s}",  "!",           "if"};
    const Pieces programs{"/bin/echo",
                          "/bin/echo",
                          "/bin/echo",
                          "printenv A B",
                          "/usr/bin/printf '<%s>\\n'",
                          "echo",
                          "cat",
                          "'/bin/ec'ho",
                          "\"/bin/echo\"",
                          "/bin/ec\\ho",
                          "cd /",
                          "true",
                          "false",
                          "$A",
                          "$NONE",
                          "no-such-program",
                          "/dev/null",
                          "/",
                          "test",
                          "[ a = a ]",
                          "sh -c 'echo in $A $0; exit 3'",
                          "exec /bin/echo",
                          "{",
                          "(",
                          "''",
                          "~/none",
                          "/bin/ech[o]",
                          ":",
                          "-x",
                          "+x",
                          "!",
                          "time",
                          "printf %s",
                          "ca\"t\"",
                          "{cat,}",
                          "/bin/echo{,}",
                          "#",
                          "",
                          "export A",
                          "umask"};
    const Pieces arguments{"a",
                           "'b c'",
                           "\"d $A\"",
                           "$A",
                           "${A}",
                           "${NONE:-e f}",
                           "\"${NONE:-g h}\"",
                           "$(echo i j)",
                           "\"$(echo 'k )')\"",
                           "`echo l`",
                           "$((1 + 2 * (3)))",
                           "m\\ n",
                           "o#p",
                           "~",
                           "{",
                           "}",
                           "!",
                           "{q,r}",
                           "\"s;t|u\"",
                           "'it'\\''s'",
                           "\\;",
                           "2>&1",
                           ">/dev/null",
                           "1>&2",
                           "</dev/null",
                           "\"\\\"\"",
                           "\"\\\\\"",
                           "$'v'",
                           "$",
                           "\"$\"",
                           "A=2",
                           "if",
                           "exec",
                           "-n",
                           "${A#?}",
                           "${#A}",
                           "\"${A%\\}}\"",
                           "$(echo \"$(echo w)\")",
                           "$(case x in x) echo y;; esac)",
                           "2",
                           "\"z",
                           "`",
                           "$(",
                           "${",
                           "\"${NONE:-'}'}\"",
                           "${NONE:-'}'}",
                           "*none*",
                           "[",
                           "[a"};
    const Pieces operators{";", "&&",  "||", "|",         "&",        ";;",       "<<E",
                           ")", "# x", "#",  "&& echo z", "; echo z", "| cat",    "> ",
                           "<", "2>",  ">>", "\\",        "\n",       "\n echo z"};
    std::mt19937 random_;
};

} // namespace

TEST(CommandForm, PutsExecBeforeOneSimpleCommand) {
    EXPECT_EQ(with_exec("gunicorn app:wsgi -b 0.0.0.0:$PORT"), "exec gunicorn app:wsgi -b 0.0.0.0:$PORT");
    EXPECT_EQ(with_exec("bundle exec puma -C config/puma.rb"), "exec bundle exec puma -C config/puma.rb");
    EXPECT_EQ(with_exec("  ./bin/server"), "  exec ./bin/server");
    EXPECT_EQ(with_exec("'my program' \"a;b\" 'c|d' e\\&f"), "exec 'my program' \"a;b\" 'c|d' e\\&f");
    EXPECT_EQ(with_exec("python -c \"import x; x.run('$A')\""), "exec python -c \"import x; x.run('$A')\"");
    EXPECT_EQ(with_exec("~/bin/x"), "exec ~/bin/x");
    EXPECT_EQ(with_exec("serve --glob *.py [a-c]? {x,y}"), "exec serve --glob *.py [a-c]? {x,y}");
    EXPECT_EQ(with_exec("env A=1 serve"), "exec env A=1 serve");
    EXPECT_EQ(with_exec("a"), "exec a");
}

TEST(CommandForm, PutsExecBehindAssignments) {
    EXPECT_EQ(with_exec("RAILS_ENV=production bin/rails s"), "RAILS_ENV=production exec bin/rails s");
    EXPECT_EQ(with_exec("A=\"b c\" D=$(nproc) serve"), "A=\"b c\" D=$(nproc) exec serve");
    EXPECT_EQ(with_exec("PORT=${PORT:-3000} node x"), "PORT=${PORT:-3000} exec node x");
}

TEST(CommandForm, KeepsRedirections) {
    EXPECT_EQ(with_exec("serve >log 2>&1"), "exec serve >log 2>&1");
    EXPECT_EQ(with_exec("serve <in >>log 2>/dev/null 3<>x 4>|y 5>&-"),
              "exec serve <in >>log 2>/dev/null 3<>x 4>|y 5>&-");
    EXPECT_EQ(with_exec(">log 2>&1 A=1 serve"), ">log 2>&1 A=1 exec serve");
    EXPECT_EQ(with_exec("serve>log"), "exec serve>log");
    EXPECT_EQ(with_exec("2>&1 serve"), "2>&1 exec serve");
}

TEST(CommandForm, ReadsExpansionsToTheirEnd) {
    EXPECT_EQ(with_exec("serve -w $(nproc) `id -u` $((2 * $(nproc) + 1))"),
              "exec serve -w $(nproc) `id -u` $((2 * $(nproc) + 1))");
    EXPECT_EQ(with_exec("serve ${A:-a;b} \"${B:-c|d}\" ${C#*&}"),
              "exec serve ${A:-a;b} \"${B:-c|d}\" ${C#*&}");
    EXPECT_EQ(with_exec("serve \"$(echo \"a)b\" | cat; echo ')')\" x"),
              "exec serve \"$(echo \"a)b\" | cat; echo ')')\" x");
    EXPECT_EQ(with_exec("serve $ \"$\" $$ $? a$"), "exec serve $ \"$\" $$ $? a$");
}

TEST(CommandForm, IgnoresACommentAndALastSemicolon) {
    EXPECT_EQ(with_exec("serve a#b # c; d"), "exec serve a#b # c; d");
    EXPECT_EQ(with_exec("serve ;"), "exec serve ;");
    EXPECT_EQ(with_exec("serve; # x"), "exec serve; # x");
}

TEST(CommandForm, LeavesTheShellWhereMoreThanOneCommandStands) {
    for (const char* const command : {"a && b",
                                      "a || b",
                                      "a; b",
                                      "a | b",
                                      "a &",
                                      "a & b",
                                      "(a)",
                                      "a;;",
                                      "a\nb",
                                      "a \\\n b",
                                      "{ a; }",
                                      "! a",
                                      "if a; then b; fi",
                                      "while true; do a; done",
                                      "for x in a b; do c; done",
                                      "case x in x) a;; esac",
                                      "f() { a; }",
                                      "a <<E\nx\nE\n",
                                      "a <<<x",
                                      "a <(b)",
                                      "a &>x",
                                      "a |& b",
                                      "time a",
                                      "[[ a ]]",
                                      "cd x && a",
                                      "cd x; exec a",
                                      "until a; do b; done"})
        EXPECT_EQ(with_exec(command), "-") << command;
}

TEST(CommandForm, LeavesTheShellWhereTheShellItselfAnswers) {
    for (const char* const command :
         {"cd x",      "exec",     ". ./env",     "source x", "export A=1", "test -f x",   "[ -f x ]",
          "echo a",    ":",        "true",        "false",    "wait",       "trap a TERM", "eval a",
          "command a", "set -e",   "ulimit -n 9", "umask 0",  "read x",     "printf x",    "kill 1",
          "pwd",       "A=1 cd x", "e'ch'o a",    "\\cd x",   "\"cd\" x",   ">x echo a"})
        EXPECT_EQ(with_exec(command), "-") << command;
}

TEST(CommandForm, LeavesTheShellWhereTheFirstWordIsNotLiteral) {
    for (const char* const command :
         {"$CMD a", "${CMD} a", "\"$CMD\" a", "$(which a) b", "`which a` b", "./a* b", "./a? b", "./[a] b",
          "{a,b}", "'' a", "-x", "A+=1 b", "\"a\\b\""})
        EXPECT_EQ(with_exec(command), "-") << command;
}

TEST(CommandForm, LeavesTheShellWhereNothingIsToBeRun) {
    for (const char* const command :
         {"", "   ", "# a", "A=1", "A=1 B=2", ">x", "2>&1", "A=1 >x", ";", "A=1;"})
        EXPECT_EQ(with_exec(command), "-") << command;
}

TEST(CommandForm, LeavesErrorsToTheShell) {
    for (const char* const command :
         {"a 'b", "a \"b", "a $(b", "a ${b", "a `b", "a >", "a > ;", "a )", "a (", "a b\\", "a \"$(b\"",
          "a \"${x:-\"b\"}\"", "a $'b'", "a $\"b\"", "a $(case x in x) b;; esac)", "a $(b # c)", "a $(b <<E)",
          "a >& ", "a > #x"})
        EXPECT_EQ(with_exec(command), "-") << command;
    EXPECT_EQ(with_exec(std::string("a\0b", 3)), "-");
}

TEST(CommandForm, EndsAlsoOnAMegabyteOfNesting) {
    for (const char* const piece : {"$(", "${", "`", "\"$(", "\"${", "$((", "<", "a=", "'", "\\", "$(a) "}) {
        std::string command = "serve ";
        while (command.size() < (std::size_t{1} << 20)) command += piece;
        EXPECT_NO_THROW((void) start_of(command)) << piece;
    }
}

TEST(CommandForm, LeavesAnExecOfTheUserSAsItIs) {
    EXPECT_EQ(with_exec("exec serve $A"), "exec serve $A");
    EXPECT_EQ(with_exec("A=1 exec >log serve"), "A=1 exec >log serve");
    EXPECT_EQ(with_exec("exec echo a"), "exec echo a");
    for (const char* const command :
         {"exec", "exec >x", "exec -a b c", "exec A=1 b", "exec $A", "exec a && b"})
        EXPECT_EQ(with_exec(command), "-") << command;
}

TEST(CommandForm, TellsWhatTheShellStaysFor) {
    EXPECT_EQ(why("a && b"), "&&");
    EXPECT_EQ(why("a|b"), "|");
    EXPECT_EQ(why("a; b"), ";");
    EXPECT_EQ(why("a <<E"), "<<");
    EXPECT_EQ(why("(a)"), "(");
    EXPECT_EQ(why("A=1 cd x && a"), "cd");
    EXPECT_EQ(why("if a; then b; fi"), "if");
    EXPECT_EQ(why("\"$CMD\" a"), "\"$CMD\"");
    EXPECT_EQ(why("A=1"), "no program");
    EXPECT_EQ(why("a 'b"), "syntax");
    EXPECT_EQ(why("a\nb"), "newline");
}

TEST(ShellText, IsTheCommandItselfWhereTheShellStays) {
    using testing::ElementsAre;
    EXPECT_THAT(start_of("cd x && a").arguments, ElementsAre("/bin/sh", "-c", "cd x && a"));
    EXPECT_THAT(start_of("cd x").arguments, ElementsAre("/bin/sh", "-c", "cd x"));
}

TEST(ShellText, IsNeverTakenForAnOption) {
    EXPECT_EQ(start_of("-x").arguments.at(2), " -x");
    EXPECT_EQ(start_of("+x && a").arguments.at(2), " +x && a");
    EXPECT_EQ(WEXITSTATUS(run_in_shell(start_of("-x").arguments.at(2)).status), 127);
    EXPECT_EQ(WEXITSTATUS(run_in_shell(start_of("+x").arguments.at(2)).status), 127);
}

TEST(ShellText, LeavesNoShellInTheTree) {
    for (const std::string command :
         {"cat /proc/self/stat", "A=1 cat /proc/self/stat 2>&1", ">&1 'cat' /proc/self/stat;"}) {
        const ShellRun run = run_in_shell(with_exec(command));
        EXPECT_EQ(std::stoi(run.output), run.pid) << command;
    }
}

TEST(ShellText, ExportsAssignmentsToWhatIsExecuted) {
    EXPECT_EQ(run_in_shell(with_exec("A=1 B=\"$HOME x\" printenv A")).output, "1\n");
    EXPECT_EQ(run_in_shell(with_exec("PATH=/none printenv PATH")).status,
              run_in_shell("PATH=/none printenv PATH").status);
}

// Generated commands, run by the real /bin/sh in both forms. GANGER_TEST_COMMANDS=50000 looks longer.
TEST(ShellText, DoesWhatTheCommandDoes) {
    const char* const wish = std::getenv("GANGER_TEST_COMMANDS");
    const int commands = wish != nullptr ? std::atoi(wish) : 3000;
    const int most_runs = wish != nullptr ? commands : 250;
    ASSERT_EQ(::setenv("A", "ambient", 1), 0);
    ASSERT_EQ(::unsetenv("B"), 0);
    const TemporaryFolder folder;
    int runs = 0;
    for (int seed = 0; seed < commands && runs < most_runs; ++seed) {
        const std::string command = CommandWriter{static_cast<unsigned>(seed)}.write();
        const CommandStart start = start_of(command);
        if (start.form == CommandForm::shell) continue;
        ++runs;
        const ShellRun plain = run_in_shell(command.starts_with('+') ? ' ' + command : command);
        folder.empty();
        const ShellRun executed = run_in_shell(start.arguments.at(2));
        if (ran(plain)) {
            EXPECT_EQ(executed.output, plain.output) << "seed " << seed << ": " << command;
        }
        EXPECT_EQ(executed.status, plain.status) << "seed " << seed << ": " << command;
        folder.empty();
    }
    EXPECT_GE(runs, 200) << "too few of the generated commands are simple ones";
}
