#include <ganger/core/environment.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ganger::core;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::string value(const EnvironmentReading& reading, const std::string& name) {
    const auto found = reading.environment.find(name);
    return found == reading.environment.end() ? "(unset)" : found->second.value;
}

EnvironmentSources found(const std::string& bytes) {
    EnvironmentSources sources;
    sources.found = EnvironmentFile{".env", bytes};
    return sources;
}

std::vector<std::string> assigned(const EnvironmentReading& reading) {
    std::vector<std::string> lines;
    for (const FileAssignment& each : reading.assigned)
        lines.push_back(each.file + ":" + std::to_string(each.line) + " " + each.key + "=" + each.value);
    return lines;
}

std::vector<std::string> codes(const EnvironmentReading& reading) {
    std::vector<std::string> texts;
    for (const Diagnostic& each : reading.diagnostics)
        texts.push_back(each.file + " " + std::string{code_text(each.code)});
    return texts;
}

} // namespace

TEST(Environment, LetsInheritedBeatFoundNamedBeatInheritedAndSetBeatAll) {
    EnvironmentSources sources = found("A=found\nB=found\nC=found\nD=found\n");
    sources.inherited = {{"B", "inherited"}, {"C", "inherited"}, {"D", "inherited"}};
    sources.named = {EnvironmentFile{"x.env", "C=named\nD=named\n"}};
    sources.set = {{"D", "set"}};
    const auto reading = read_environment(sources);
    EXPECT_EQ(value(reading, "A"), "found");
    EXPECT_EQ(value(reading, "B"), "inherited");
    EXPECT_EQ(value(reading, "C"), "named");
    EXPECT_EQ(value(reading, "D"), "set");
    EXPECT_EQ(reading.environment.at("A").origin, OriginKind::found_file);
    EXPECT_EQ(reading.environment.at("A").file, ".env");
    EXPECT_EQ(reading.environment.at("A").line, 1U);
    EXPECT_EQ(reading.environment.at("B").origin, OriginKind::inherited);
    EXPECT_EQ(reading.environment.at("C").origin, OriginKind::named_file);
    EXPECT_EQ(reading.environment.at("D").origin, OriginKind::set_option);
}

TEST(Environment, RemembersEveryLayerThatAValueBeat) {
    EnvironmentSources sources = found("A=found\nB=found\nC=found\n");
    sources.inherited = {{"A", "inherited"}, {"HOME", "/root"}};
    sources.named = {EnvironmentFile{"x.env", "A=named\nB=named\n"},
                     SecretsFolder{"secrets", {{"A", "secret"}}}};
    sources.set = {{"A", "set"}};
    auto reading = read_environment(sources);
    const auto hidden_by = [&](const std::string& name) {
        std::vector<std::string> texts;
        for (const Origin& origin : reading.environment.at(name).hides) texts.push_back(origin_text(origin));
        return texts;
    };
    EXPECT_THAT(hidden_by("A"), ElementsAre("secrets/A", "x.env:1", "the environment", ".env:1"));
    EXPECT_THAT(hidden_by("B"), ElementsAre(".env:2"));
    EXPECT_THAT(hidden_by("C"), IsEmpty());
    EXPECT_THAT(hidden_by("HOME"), IsEmpty());

    sources.named = {};
    sources.set = {};
    sources.override_inherited = true;
    reading = read_environment(sources);
    EXPECT_THAT(hidden_by("A"), ElementsAre("the environment"));
}

TEST(Environment, LetsTheFoundFileWinWhenAsked) {
    EnvironmentSources sources = found("A=found $B\nB=found\n");
    sources.inherited = {{"A", "inherited"}, {"B", "inherited"}};
    sources.override_inherited = true;
    const auto reading = read_environment(sources);
    EXPECT_EQ(value(reading, "A"), "found inherited") << "B of the file is not known at that line";
    EXPECT_EQ(value(reading, "B"), "found");
    EXPECT_THAT(reading.hidden, IsEmpty());
}

TEST(Environment, LetsTheLaterNamedFileWin) {
    EnvironmentSources sources;
    sources.named = {EnvironmentFile{"one", "A=1\nB=1\n"}, EnvironmentFile{"two", "B=2\nC=$A$B\n"}};
    const auto reading = read_environment(sources);
    EXPECT_EQ(value(reading, "A"), "1");
    EXPECT_EQ(value(reading, "B"), "2");
    EXPECT_EQ(value(reading, "C"), "12");
}

TEST(Environment, ExpandsToTheValueThatTheProcessWillGet) {
    EnvironmentSources sources = found("A=file\nX=$A\nY=${B:-none}\nZ=$S\nS=file\n");
    sources.inherited = {{"A", "inherited"}};
    sources.set = {{"S", "set"}};
    const auto reading = read_environment(sources);
    EXPECT_EQ(value(reading, "X"), "inherited");
    EXPECT_EQ(value(reading, "Y"), "none");
    EXPECT_EQ(value(reading, "Z"), "set");
}

TEST(Environment, ExpandsInANamedFileOverWhatWasInherited) {
    EnvironmentSources sources;
    sources.inherited = {{"A", "inherited"}, {"B", "inherited"}};
    sources.named = {EnvironmentFile{"x.env", "A=file\nX=$A $B\n"}};
    EXPECT_EQ(value(read_environment(sources), "X"), "file inherited");
}

TEST(Environment, KnowsTheSecretsOfALaterFolder) {
    EnvironmentSources sources;
    sources.named = {EnvironmentFile{"x.env", "PASSWORD=example\nURL=\"db://$PASSWORD@db\"\n"},
                     SecretsFolder{"/run/secrets", {{"PASSWORD", "s3cret\n"}}},
                     EnvironmentFile{"y.env", "AGAIN=$PASSWORD\n"}};
    const auto reading = read_environment(sources);
    EXPECT_EQ(value(reading, "URL"), "db://s3cret@db");
    EXPECT_EQ(value(reading, "AGAIN"), "s3cret");
}

TEST(Environment, DoesNotExpandWhenToldSo) {
    EnvironmentSources sources = found("A=1\nB=$A\n");
    sources.expand = false;
    EXPECT_EQ(value(read_environment(sources), "B"), "$A");
}

TEST(Environment, NeverExpandsWhatIsSetOrInherited) {
    EnvironmentSources sources = found("A=1\n");
    sources.inherited = {{"I", "$A"}};
    sources.set = {{"S", "$A"}};
    EXPECT_EQ(value(read_environment(sources), "I"), "$A");
    EXPECT_EQ(value(read_environment(sources), "S"), "$A");
}

TEST(Environment, TakesSecretsVerbatimLessOneFinalNewline) {
    EnvironmentSources sources;
    sources.named = {SecretsFolder{"/run/secrets",
                                   {{"A", "$x 'y' #z \n"},
                                    {"B", "two\nlines\n\n"},
                                    {"C", ""},
                                    {"D", "\r\n"},
                                    {".hidden", "x"},
                                    {"..data", "x"}}}};
    const auto reading = read_environment(sources);
    EXPECT_EQ(value(reading, "A"), "$x 'y' #z ");
    EXPECT_EQ(value(reading, "B"), "two\nlines\n");
    EXPECT_EQ(value(reading, "C"), "");
    EXPECT_EQ(value(reading, "D"), "\r");
    EXPECT_EQ(reading.environment.size(), 4U);
    EXPECT_EQ(reading.environment.at("A").origin, OriginKind::secret);
    EXPECT_EQ(reading.environment.at("A").file, "/run/secrets/A");
}

TEST(Environment, SaysWhichSecretsCannotBeVariables) {
    EnvironmentSources sources;
    sources.named = {
        SecretsFolder{"s/", {{"A=B", "x"}, {"N", std::string("a\0b", 3)}, {"db-password", "kept"}}}};
    const auto reading = read_environment(sources);
    EXPECT_THAT(codes(reading), ElementsAre("s/A=B bad-key", "s/N nul", "s/db-password odd-key"));
    EXPECT_TRUE(reading.refused);
    EXPECT_EQ(value(reading, "db-password"), "kept");
}

TEST(Environment, NamesWhatAnInheritedValueHides) {
    EnvironmentSources sources = found("SAME=1\nOTHER=file\nSET=file\nALONE=file\n");
    sources.inherited = {{"SAME", "1"}, {"OTHER", "2"}, {"SET", "3"}, {"ELSE", "4"}};
    sources.set = {{"SET", "set"}};
    EXPECT_THAT(read_environment(sources).hidden, ElementsAre("OTHER"));
}

TEST(Environment, ListsWhatFilesAssignEvenWhereItLoses) {
    EnvironmentSources sources = found("B=$A\nA=file\nA=again\n");
    sources.inherited = {{"A", "inherited"}};
    EXPECT_THAT(assigned(read_environment(sources)), ElementsAre(".env:3 A=again", ".env:1 B=inherited"));
}

TEST(Environment, ListsOfSeveralFilesTheLast) {
    EnvironmentSources sources;
    sources.named = {EnvironmentFile{"one", "A=1\nB=1\n"}, EnvironmentFile{"two", "\nB=2\n"}};
    EXPECT_THAT(assigned(read_environment(sources)), ElementsAre("one:1 A=1", "two:2 B=2"));
}

TEST(Environment, CollectsTheProblemsOfAllFiles) {
    EnvironmentSources sources;
    sources.named = {EnvironmentFile{"one", "A='unclosed\n"}, EnvironmentFile{"two", "1 2=x\nGOOD=1\n"}};
    const auto reading = read_environment(sources);
    EXPECT_THAT(codes(reading), ElementsAre("one unclosed-quote", "two bad-key"));
    EXPECT_TRUE(reading.refused);
    EXPECT_EQ(value(reading, "GOOD"), "1");
}

TEST(Environment, DropsInheritedVariablesThatAreMeantForUs) {
    EnvironmentSources sources = found("ID=${GANGER_ID:-none}\n");
    sources.inherited = {
        {"GANGER_ID", "x.web.1.1"}, {"NOTIFY_SOCKET", "/run/x"}, {"LISTEN_PORT", "80"}, {"PATH", "/bin"}};
    const auto reading = read_environment(sources);
    EXPECT_EQ(value(reading, "GANGER_ID"), "(unset)");
    EXPECT_EQ(value(reading, "ID"), "none");
    EXPECT_EQ(value(reading, "NOTIFY_SOCKET"), "(unset)");
    EXPECT_EQ(value(reading, "LISTEN_PORT"), "80");
    EXPECT_EQ(value(reading, "PATH"), "/bin");
}

TEST(Environment, PassesOnWhatIsGivenOnPurpose) {
    EnvironmentSources sources;
    sources.inherited = {{"NOTIFY_SOCKET", "/ours"}};
    sources.set = {{"NOTIFY_SOCKET", "/theirs"}};
    EXPECT_EQ(value(read_environment(sources), "NOTIFY_SOCKET"), "/theirs");
}

TEST(Environment, TakesTheFirstOfTwoInheritedOfOneName) {
    EnvironmentSources sources;
    sources.inherited = {{"A", "1"}, {"A", "2"}};
    EXPECT_EQ(value(read_environment(sources), "A"), "1");
}

TEST(Leaks, AreOurSettingsThoseOfServicesAndTheShellsNotes) {
    for (const char* const name :
         {"GANGER_ID", "GANGER_INSTANCE", "GANGER_PORT", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID",
          "LISTEN_FDNAMES", "WATCHDOG_USEC", "WATCHDOG_PID", "INVOCATION_ID", "JOURNAL_STREAM",
          "SYSTEMD_EXEC_PID", "_", "OLDPWD"})
        EXPECT_TRUE(leaks(name)) << name;
    for (const char* const name : {"GANGER", "PATH", "PORT", "LISTEN_PORT", "LISTEN_ADDR", "WATCHDOG_URL",
                                   "PWD", "HOME", "CREDENTIALS_DIRECTORY", "__X"})
        EXPECT_FALSE(leaks(name)) << name;
}
