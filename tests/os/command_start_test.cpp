// What the core says of a command, held against what /bin/sh makes of it: the same arguments, environment,
// folder and exit status.
#include "children.hpp"
#include "command_writer.hpp"

#include <ganger/core/command_form.hpp>
#include <ganger/os/child_handle.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sys/stat.h>

namespace ganger::os {
namespace {

using core::CommandForm;
using core::CommandStart;
using core::EnvironmentValues;

class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "command_start.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
        std::filesystem::create_symlink(GANGER_TEST_MIRROR, path_ / "mirror");
        std::filesystem::create_directory(path_ / "folder");
        std::filesystem::create_directory(path_ / "sub");
        write("script", "printf 'script <%s>\\n' \"$0\" \"$@\"\nexec mirror \"$@\"\n", 0755);
        write("sub/script", "exit 9\n", 0755);
        write("empty", "", 0755);
        write("no-script", std::string("\1\0\2\n", 4), 0755);
        write("no-interpreter", "#!/none/such\n", 0755);
        write("not-executable", "exit 1\n", 0644);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    std::string path() const { return path_.string(); }
    void write(const std::string& name, const std::string& bytes, mode_t mode) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        ::chmod((path_ / name).c_str(), mode);
    }

  private:
    std::filesystem::path path_;
};

struct Outcome {
    std::string output;
    int status = 0;
    bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
    *out << "exit " << outcome.status << "\n" << outcome.output;
}

class CommandStarts : public testing::Test {
  protected:
    EnvironmentValues with_place(EnvironmentValues values) const {
        values["PATH"] = folder_.path() + ":/usr/bin:/bin";
        values["PWD"] = folder_.path();
        values["HOME"] = "/home/none";
        return values;
    }

    CommandStart start(const std::string& command, const EnvironmentValues& values) const {
        return core::command_start(command, [&](std::string_view name) {
            const auto found = values.find(name);
            return found == values.end() ? nullptr : &found->second;
        });
    }

    Outcome run(const std::vector<std::string>& arguments, EnvironmentValues assigned,
                const EnvironmentValues& values) {
        SpawnRequest request;
        request.program = arguments.front();
        request.arguments = arguments;
        request.directory = folder_.path();
        assigned.insert(values.begin(), values.end());
        for (const auto& [name, value] : assigned) request.environment.push_back(name + "=" + value);
        Pipe output = std::move(make_pipe().value());
        request.standard_input = null_.number();
        request.standard_output = output.write_end.number();
        request.standard_error = null_.number();
        const auto spawned = spawner_.spawn(request);
        output.write_end.reset();
        if (!spawned) return {"", core::exit_status(spawned.error())};
        Outcome outcome{read_text(output.read_end.number()), 0};
        wait_readable(open_pidfd(spawned->pid).number());
        outcome.status = core::exit_status(*peek_end(spawned->pid));
        reap(spawned->pid);
        return outcome;
    }
    Outcome run(const CommandStart& start, const EnvironmentValues& values) {
        return run(start.arguments, start.assignments, values);
    }
    Outcome run_by_shell(const std::string& command, const EnvironmentValues& values) {
        return run({"/bin/sh", "-c", command}, {}, values);
    }
    // To dash what is in PATH but can't be executed is missing (127), to its exec and to POSIX it is not
    // (126).
    Outcome run_by_exec(const CommandStart& start, const EnvironmentValues& values) {
        std::vector<std::string> arguments{"/bin/sh", "-c", "exec \"$@\"", "sh"};
        arguments.insert(arguments.end(), start.arguments.begin(), start.arguments.end());
        return run(arguments, start.assignments, values);
    }

    Folder folder_;

  private:
    Spawner spawner_;
    Fd null_{::open("/dev/null", O_RDWR | O_CLOEXEC)};
};

// GANGER_TEST_COMMANDS=10000 looks longer.
TEST_F(CommandStarts, DoWhatTheShellDoes) {
    const char* const wish = std::getenv("GANGER_TEST_COMMANDS");
    const int most_runs = wish != nullptr ? std::atoi(wish) : 300;
    std::map<CommandForm, int> counts;
    int programs_seen = 0;
    for (unsigned seed = 0; counts[CommandForm::direct] < most_runs; ++seed) {
        ASSERT_LT(seed, 20U * static_cast<unsigned>(most_runs)) << "too few commands need no shell";
        CommandWriter writer{seed};
        const auto values = with_place(writer.environment());
        const std::string command = writer.command();
        const CommandStart found = start(command, values);
        ++counts[found.form];
        if (found.form != CommandForm::direct) continue;
        const Outcome outcome = run(found, values);
        auto expected = run_by_shell(command, values);
        if (outcome.status != expected.status && expected.status == 127)
            expected = run_by_exec(found, values);
        programs_seen += outcome.output.empty() ? 0 : 1;
        EXPECT_EQ(outcome, expected) << "seed " << seed << ": " << command;
        if (HasFailure()) break;
    }
    EXPECT_GE(programs_seen, most_runs / 2) << "too few of them run";
    fmt::print("direct {}, exec {}, shell {}\n", counts[CommandForm::direct], counts[CommandForm::exec],
               counts[CommandForm::shell]);
}

TEST_F(CommandStarts, RunAScriptWithoutAnInterpreterAsTheShellDoes) {
    const auto values = with_place({});
    for (const std::string command :
         {"script a 'b c'", "./script a", "exec script", "sub/script", "empty", "./empty a"}) {
        const CommandStart found = start(command, values);
        ASSERT_EQ(found.form, CommandForm::direct) << command;
        EXPECT_EQ(run(found, values), run_by_shell(command, values)) << command;
    }
}

TEST_F(CommandStarts, FailWithTheStatusOfTheShell) {
    const auto values = with_place({});
    const std::map<std::string, int> statuses{{"no-such-program", 127},  {"./no-such-program", 127},
                                              {"./no-interpreter", 127}, {"./not-executable", 126},
                                              {"./folder", 126},         {"no-script", 126},
                                              {"mirror/x", 127}};
    EXPECT_EQ(run(start("not-executable", values), values).status, 126);
    for (const auto& [command, status] : statuses) {
        const CommandStart found = start(command, values);
        ASSERT_EQ(found.form, CommandForm::direct) << command;
        EXPECT_EQ(run(found, values).status, status) << command;
        EXPECT_EQ(run_by_shell(command, values).status, status) << command;
    }
}

TEST_F(CommandStarts, PassOnNamesThatAShellDrops) {
    auto values = with_place({});
    values["cache.driver"] = "redis";
    EXPECT_THAT(run(start("mirror", values), values).output, testing::HasSubstr("<cache.driver=redis>"));
}

} // namespace
} // namespace ganger::os
