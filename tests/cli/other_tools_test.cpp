#include "other_tools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

using namespace ganger;
using namespace ganger::cli;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

namespace {

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < line.size();) {
        const auto end = std::min(line.find(' ', begin), line.size());
        words.push_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

OtherCommandLine typed(const std::string& line, Variables environment = {}) {
    return {
        split(line), std::move(environment), {}, {}, [](const std::string& path) { return path != "gone"; }};
}

GangersWords made(OtherTool tool, const OtherCommandLine& typed) {
    auto words = translate(tool, typed);
    EXPECT_TRUE(words) << words.error().message;
    return words ? *words : GangersWords{};
}

std::string line(const GangersWords& made) {
    std::string line;
    for (const auto& word : made.words) line += (line.empty() ? "" : " ") + word;
    return line;
}

std::string foreman(const std::string& words) {
    return line(made(OtherTool::foreman, typed(words)));
}

std::string honcho(const std::string& words) {
    return line(made(OtherTool::honcho, typed(words)));
}

std::string overmind(const std::string& words, Variables environment = {}) {
    return line(made(OtherTool::overmind, typed(words, std::move(environment))));
}

std::string hivemind(const std::string& words, Variables environment = {}) {
    return line(made(OtherTool::hivemind, typed(words, std::move(environment))));
}

std::string problem(OtherTool tool, const std::string& words) {
    const auto made = translate(tool, typed(words));
    return made ? "none" : made.error().message + "; " + made.error().hint;
}

} // namespace

TEST(ToolNamed, GoesByTheLastPartOfThePath) {
    EXPECT_EQ(tool_named("/usr/local/bin/foreman"), OtherTool::foreman);
    EXPECT_EQ(tool_named("overmind"), OtherTool::overmind);
    EXPECT_EQ(tool_named("bin/ganger"), std::nullopt);
    EXPECT_EQ(tool_named("foreman/"), std::nullopt);
}

TEST(Foreman, StartsWithItsOwnRules) {
    EXPECT_EQ(foreman("start"), "start --no-expand --env-override --exit-when any --timestamps time");
    const auto start = made(OtherTool::foreman, typed("start"));
    EXPECT_EQ(start.found_env, ".env");
    EXPECT_EQ(start.habits.numbering, core::Numbering::in_order);
    EXPECT_FALSE(start.habits.expects_listening);
    EXPECT_FALSE(start.habits.runs_once);
}

TEST(Foreman, TakesItsOptionsInEveryForm) {
    const auto wanted = "start --procfile Procfile.dev --root app --env a,b --no-expand --exit-when any "
                        "--formation web=2,all=1 --timestamps none --color always --port 6000 --timeout 9";
    EXPECT_EQ(foreman("start -f Procfile.dev -d app -e a,b -m web=2,all=1 --no-timestamp -c -p 6000 -t 9"),
              wanted);
    EXPECT_EQ(
        foreman("start --procfile=Procfile.dev --root=app --env=a,b --formation=web=2,all=1 --no-timestamp "
                "--color --port=6000 --timeout=9"),
        wanted);
    EXPECT_EQ(
        foreman("start -f=Procfile.dev -dapp -e=a,b -m=web=2,all=1 --timestamp --no-timestamp -c -p6000 -t9"),
        wanted);
    EXPECT_THAT(foreman("start --color=false"), Not(HasSubstr("--color")));
}

TEST(Foreman, LooksForTheEnvWhereItWasStartedWhateverTheProcfile) {
    EXPECT_EQ(made(OtherTool::foreman, typed("start -f sub/Procfile")).found_env, ".env");
    EXPECT_EQ(made(OtherTool::foreman, typed("start -d sub")).found_env, "sub/.env");
    EXPECT_EQ(made(OtherTool::foreman, typed("start -e other")).found_env, std::nullopt);
}

TEST(Foreman, TakesANameForAFormation) {
    EXPECT_THAT(foreman("start web -m worker=2"), HasSubstr(" web=1 "));
    EXPECT_THAT(foreman("start web -m worker=2"), Not(HasSubstr("worker")));
}

TEST(Foreman, HasItsOwnFileOfOptionsWhichWhatIsTypedBeats) {
    auto with_file = typed("start -p 7000");
    with_file.file = {
        {"port", "6000"}, {"formation", "web=2"}, {"timestamp", "false"}, {"color", "true"}, {"frob", "1"}};
    const auto start = made(OtherTool::foreman, with_file);
    const auto words = line(start);
    EXPECT_THAT(words, HasSubstr("--port 7000"));
    EXPECT_THAT(words, HasSubstr("--formation web=2"));
    EXPECT_THAT(words, HasSubstr("--timestamps none"));
    EXPECT_THAT(words, HasSubstr("--color always"));
    EXPECT_THAT(start.notes, ElementsAre(HasSubstr("frob")));
}

TEST(Foreman, PassesOtherVerbsOn) {
    EXPECT_EQ(foreman("check -f Procfile.dev"), "check --procfile Procfile.dev --no-expand --env-override");
    EXPECT_EQ(foreman("export systemd out"), "export systemd out");
    EXPECT_EQ(foreman("version"), "version");
    EXPECT_EQ(foreman("-v"), "version");
    EXPECT_EQ(foreman("--help"), "--help");
    EXPECT_EQ(foreman("start -h"), "start --help");
    EXPECT_EQ(foreman("help start"), "help start");
    EXPECT_EQ(foreman(""), "");
}

TEST(Foreman, LeavesTheWordsOfACommandAlone) {
    EXPECT_EQ(foreman("run -e x rake -f y --port 3"), "run --env x --no-expand -- rake -f y --port 3");
}

TEST(Foreman, MayMeanATypeByASingleWord) {
    EXPECT_EQ(foreman("run -e x console"), "run --env x --no-expand console");
    EXPECT_EQ(honcho("run -e x console"), "run --root . --no-expand --env x -- console");
}

TEST(Foreman, RefusesWhatNoForemanTakes) {
    EXPECT_THAT(problem(OtherTool::foreman, "start --formaton web=1"),
                AllOf(HasSubstr("'--formaton' of foreman"), HasSubstr("did you mean '--formation'?")));
    EXPECT_THAT(problem(OtherTool::foreman, "start -p"), HasSubstr("-p needs a value"));
}

TEST(Honcho, RunsWhatIsNotListedOnce) {
    EXPECT_THAT(honcho("start -c web=2"), HasSubstr("--formation all=1,web=2"));
    EXPECT_THAT(honcho("start"), Not(HasSubstr("--formation")));
}

TEST(Honcho, FindsAllFilesInTheAppsRootAndRunsHere) {
    EXPECT_THAT(honcho("-d app -f P -e a,gone,b start"), HasSubstr("--root . --no-expand --procfile app/P "));
    EXPECT_THAT(honcho("-d app -e a,b start"), HasSubstr("--env app/a,app/b"));
    EXPECT_EQ(made(OtherTool::honcho, typed("start -d app")).found_env, "app/.env");
}

TEST(Honcho, PassesOverAnEnvFileThatIsNotThere) {
    const auto start = made(OtherTool::honcho, typed("start -e gone,a"));
    EXPECT_THAT(line(start), HasSubstr("--env a"));
    EXPECT_THAT(start.notes, ElementsAre("there is no 'gone'"));
    EXPECT_THAT(honcho("start -e gone"), HasSubstr("--env /dev/null"));
}

TEST(Honcho, NumbersThePortsOfWhatIsNamedInTheOrderOfTheNames) {
    const auto start = made(OtherTool::honcho, typed("start worker web -q web --no-colour --no-prefix"));
    EXPECT_TRUE(start.habits.only_named_count);
    EXPECT_THAT(line(start), HasSubstr(" worker web --timestamps time --color never --no-prefix --hide web"));
    EXPECT_THAT(start.habits.name_variables, ElementsAre("HONCHO_PROCESS_NAME"));
    core::Procfile procfile{{"web", "a", 1}, {"worker", "b", 2}, {"beat", "c", 3}};
    core::Settings settings;
    apply(start.habits, {"worker", "web"}, procfile, settings);
    ASSERT_EQ(procfile.size(), 2U);
    EXPECT_EQ(procfile[0].type, "worker");
    EXPECT_EQ(procfile[1].type, "web");
}

TEST(Overmind, StartsWithItsOwnRules) {
    const auto start = made(OtherTool::overmind, typed("s"));
    EXPECT_EQ(line(start), "start --env /dev/null --exit-when any --timestamps none");
    EXPECT_EQ(start.habits.steps.type, 100);
    EXPECT_EQ(start.habits.steps.instance, 10);
    EXPECT_EQ(start.habits.stop_signal, SIGINT);
    EXPECT_TRUE(start.habits.runs_once);
}

TEST(Overmind, ChoosesTypesByNameAndByWhatIsLeftOut) {
    EXPECT_THAT(overmind("start -l web,worker"), HasSubstr(" web worker "));
    EXPECT_THAT(overmind("start -l web,worker -x worker"), HasSubstr("any web --timestamps"));
    EXPECT_THAT(overmind("start -x worker"), HasSubstr("--formation all=1,worker=0"));
    EXPECT_THAT(overmind("start -x worker -m all=2,worker=3"), HasSubstr("--formation all=2,worker=0"));
    EXPECT_THAT(overmind("start -m web=2"), HasSubstr("--formation all=1,web=2"));
    EXPECT_THAT(problem(OtherTool::overmind, "start -l web -x web"), HasSubstr("nothing to start"));
}

TEST(Overmind, SaysWhoMayDie) {
    EXPECT_FALSE(made(OtherTool::overmind, typed("s")).habits.restarts);
    EXPECT_THAT(made(OtherTool::overmind, typed("s -r web,worker")).habits.restarted,
                ElementsAre("web", "worker"));
    EXPECT_THAT(made(OtherTool::overmind, typed("s -c web,worker")).habits.may_end,
                ElementsAre("web", "worker"));
    EXPECT_THAT(overmind("s --any-can-die"), HasSubstr("--exit-when all"));
    core::Procfile procfile{{"web", "a", 1}, {"worker", "b", 2}};
    core::Settings settings;
    settings.types["worker"].stop_signal = SIGQUIT;
    apply(made(OtherTool::overmind, typed("s -c web")).habits, {}, procfile, settings);
    EXPECT_EQ(settings.of("web").essential, false);
    EXPECT_EQ(settings.of("web").stop_signal, SIGINT);
    EXPECT_EQ(settings.of("worker").essential, std::nullopt);
    EXPECT_EQ(settings.of("worker").stop_signal, SIGQUIT) << "ganger.toml knows better than a default";
}

TEST(Habits, OfTypesThatAreNotThereAreNothing) {
    core::Procfile procfile{{"web", "a", 1}};
    core::Settings settings;
    EXPECT_THAT(
        apply(made(OtherTool::overmind, typed("s -c wbe -i worker=TERM")).habits, {}, procfile, settings),
        ElementsAre("wbe", "worker"));
    EXPECT_THAT(without_absent({"all=1,css=0,web=0", "css=0", "css=1"}, procfile),
                ElementsAre("all=1,web=0", "css=1"));
}

TEST(Overmind, HasStepsAndSignalsOfItsOwn) {
    const auto start =
        made(OtherTool::overmind, typed("s -P 10 -formation-port-step=2 -i web=TERM,worker=QUIT"));
    EXPECT_EQ(start.habits.steps.type, 10);
    EXPECT_EQ(start.habits.steps.instance, 2);
    EXPECT_THAT(start.habits.stop_signals, ElementsAre(Pair("web", SIGTERM), Pair("worker", SIGQUIT)));
    for (const auto* step : {"0", "x", "-1", "65536", ""})
        EXPECT_THAT(problem(OtherTool::overmind, std::string("s --port-step=") + step),
                    HasSubstr("is no step"));
    EXPECT_THAT(problem(OtherTool::overmind, "s -i web=FROB"), HasSubstr("'web=FROB' is no TYPE=SIGNAL"));
}

TEST(Overmind, LeavesThePortAloneWhenToldTo) {
    EXPECT_FALSE(made(OtherTool::overmind, typed("s -N")).habits.gives_ports);
    EXPECT_THAT(overmind("s -N", {{"PORT", "3000"}}), HasSubstr("--set PORT=3000"));
    EXPECT_TRUE(made(OtherTool::overmind, typed("s", {{"OVERMIND_NO_PORT", "false"}})).habits.gives_ports);
    EXPECT_FALSE(made(OtherTool::overmind, typed("s", {{"OVERMIND_NO_PORT", "1"}})).habits.gives_ports);
}

TEST(Overmind, TakesItsOptionsFromVariablesToo) {
    const Variables variables{{"OVERMIND_PROCFILE", "Procfile.dev"},
                              {"OVERMIND_PORT", "7000"},
                              {"OVERMIND_FORMATION", "web=2"},
                              {"OVERMIND_CAN_DIE", "web"},
                              {"OVERMIND_SHOW_TIMESTAMPS", "true"}};
    EXPECT_EQ(overmind("s -p 8000", variables), "start --procfile Procfile.dev --env /dev/null --exit-when "
                                                "any --formation all=1,web=2 --timestamps time "
                                                "--port 8000");
}

TEST(Overmind, ReadsAllOfItsEnvFiles) {
    auto line_of_files = typed("s");
    line_of_files.env_files = {"./.overmind.env", "./.env"};
    EXPECT_THAT(line(made(OtherTool::overmind, line_of_files)), HasSubstr("--env ./.overmind.env,./.env"));
}

TEST(Overmind, SaysWhatHasNoMeaningHereAndRefusesWhatWouldMislead) {
    const auto start = made(OtherTool::overmind, typed("s -w shop -s /tmp/sock -b 1,2 -F tmux.conf"));
    EXPECT_EQ(start.notes.size(), 4U);
    EXPECT_THAT(start.notes.front(), HasSubstr("--title of overmind has no meaning here"));
    EXPECT_THAT(problem(OtherTool::overmind, "s -H bash"), HasSubstr("not with 'bash'"));
    EXPECT_EQ(problem(OtherTool::overmind, "s -H sh"), "none");
}

TEST(Overmind, GoesIntoTheBackground) {
    EXPECT_THAT(overmind("s -D"), HasSubstr("--detach"));
    EXPECT_THAT(overmind("s"), Not(HasSubstr("--detach")));
}

TEST(Overmind, HasShortVerbs) {
    EXPECT_EQ(overmind("r web"), "restart web");
    EXPECT_EQ(overmind("i web"), "stop web");
    EXPECT_EQ(overmind("k"), "kill");
    EXPECT_EQ(overmind("e rake -f x"), "run --env /dev/null -- rake -f x");
}

TEST(Hivemind, TakesAProcfileForArgument) {
    EXPECT_EQ(hivemind("Procfile.dev -p 6000 -T"),
              "start --procfile Procfile.dev --exit-when any --timestamps time --port 6000");
    EXPECT_EQ(hivemind("-l web,worker"), "start --exit-when any --timestamps none web worker");
    EXPECT_THAT(hivemind("-"), HasSubstr("--root . --procfile /dev/stdin"));
    EXPECT_THAT(hivemind("", {{"HIVEMIND_PROCFILE", "P"}, {"HIVEMIND_ROOT", "app"}}),
                HasSubstr("--procfile P --root app"));
    EXPECT_THAT(problem(OtherTool::hivemind, "a b"), HasSubstr("a single Procfile"));
}

TEST(Hivemind, LetsTheEnvironmentWin) {
    const auto start = made(OtherTool::hivemind, typed("sub/Procfile"));
    EXPECT_EQ(start.found_env, ".env");
    EXPECT_THAT(line(start), Not(HasSubstr("--env-override")));
    EXPECT_EQ(start.habits.steps.instance, 1);
}

TEST(OptionLines, AreAsMuchOfYamlAsPeopleHaveThere) {
    const auto lines = read_option_lines(
        "---\n# mine\nport: 6000\r\nformation: \"web=2, worker=1\" # two\n env : a,b # c\n\n", ".foreman");
    ASSERT_TRUE(lines);
    EXPECT_THAT(*lines,
                ElementsAre(Pair("port", "6000"), Pair("formation", "web=2, worker=1"), Pair("env", "a,b")));
    const auto bad = read_option_lines("port: 1\n- a\n", ".foreman");
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error().message, HasSubstr(".foreman:2"));
    EXPECT_THAT(*read_option_lines("", ".foreman"), IsEmpty());
}
