#include "children.hpp"

#include <ganger/os/accounts.hpp>

#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace ganger::os {
namespace {

using core::LaunchStage;
using core::LimitKind;

SpawnRequest shell(std::string_view script) {
    SpawnRequest request;
    request.program = "/bin/sh";
    request.arguments = {"sh", "-c", std::string(script)};
    request.environment = {"PATH=/usr/bin:/bin"};
    return request;
}

std::string told_by(const SpawnRequest& request) {
    Running child(request);
    EXPECT_TRUE(child.launched()) << core::describe(child.error());
    return child.launched() ? child.read_all() : "";
}

rlimit limit_of(__rlimit_resource_t resource) {
    rlimit limit{};
    ::getrlimit(resource, &limit);
    return limit;
}

TEST(ProcessSetup, IsWhatTheProgramFinds) {
    auto request = shell("ulimit -Hn; ulimit -Sn; ulimit -c; umask; cat /proc/self/oom_score_adj; nice");
    request.process.limits = {{LimitKind::nofile, {40, 50}}, {LimitKind::core, {0, std::nullopt}}};
    request.process.umask = 027;
    request.process.oom_score_adj = 700;
    request.process.nice = 7;
    request.open_files = 60; // loses
    EXPECT_EQ(told_by(request), "50\n40\n0\n0027\n700\n7\n");
}

// Between sessions only their own values count, where the scheduler knows sessions.
TEST(ProcessSetup, NiceIsToldForTheSession) {
    if (::access("/proc/self/autogroup", F_OK) != 0) GTEST_SKIP() << "no such scheduler here";
    auto request = shell("cut -d' ' -f2- /proc/self/autogroup");
    request.process.nice = 7;
    EXPECT_EQ(told_by(request), "nice 7\n");
    request.in_our_group = true;
    EXPECT_EQ(told_by(request), "nice 0\n") << "it is our session";
}

TEST(ProcessSetup, LeavesOurselvesAlone) {
    const auto mask = ::umask(022);
    auto request = shell("umask");
    request.process.umask = 077;
    request.process.nice = 19;
    request.process.limits = {{LimitKind::nofile, {40, 50}}};
    EXPECT_EQ(told_by(request), "0077\n");
    EXPECT_EQ(::umask(mask), 022U);
    EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), 0);
    EXPECT_GT(limit_of(RLIMIT_NOFILE).rlim_max, 50U);
}

TEST(ProcessSetup, AHardLimitAloneTakesTheSoftOneAlong) {
    auto request = shell("ulimit -Hn; ulimit -Sn");
    request.open_files = 60;
    request.process.limits = {{LimitKind::nofile, {std::nullopt, 50}}};
    EXPECT_EQ(told_by(request), "50\n50\n");
    request.process.limits = {{LimitKind::nofile, {std::nullopt, 70}}};
    EXPECT_EQ(told_by(request), "70\n60\n");
    request.process.limits = {{LimitKind::nofile, {50, std::nullopt}}};
    EXPECT_EQ(told_by(request), std::to_string(limit_of(RLIMIT_NOFILE).rlim_max) + "\n50\n");
}

// More open files than that, whoever asks, the kernel permits nobody.
TEST(ProcessSetup, ALimitThatIsRefusedIsNamedWithBothValues) {
    auto request = shell("exit");
    request.process.limits = {{LimitKind::core, {0, 0}}, {LimitKind::nofile, {10, 4000000000}}};
    Running child(request);
    ASSERT_FALSE(child.launched());
    EXPECT_EQ(child.error(), (core::NotLaunched{LaunchStage::limits, EPERM,
                                                "nofile to 10 (hard: 4000000000), above the hard limit of " +
                                                    std::to_string(limit_of(RLIMIT_NOFILE).rlim_max)}));
}

TEST(ProcessSetup, AScoreThatNeedsAPrivilegeIsRefusedWithoutIt) {
    auto request = shell("cat /proc/self/oom_score_adj");
    request.process.oom_score_adj = -900;
    Running child(request);
    if (child.launched()) GTEST_SKIP() << "we may lower it";
    EXPECT_EQ(child.error(), (core::NotLaunched{LaunchStage::oom_score_adj, EACCES, "to -900"}));
}

core::Account nobody() {
    core::Account account{65534, 65534, {65534, 65533}, "nobody", "/", "/bin/sh"};
    return account;
}

TEST(ProcessSetup, AnotherUserHasNothingOfOurs) {
    if (!may_change_user()) GTEST_SKIP() << "that needs root";
    auto request =
        shell("id -u; id -ru; id -g; id -rg; id -G; grep -E '^Cap(Eff|Prm|Amb)' /proc/self/status | "
              "tr -d '\\t'; echo again > /dev/stdout");
    request.process.account = nobody();
    EXPECT_EQ(told_by(request), "65534\n65534\n65534\n65534\n65534 65533\nCapPrm:0000000000000000\n"
                                "CapEff:0000000000000000\nCapAmb:0000000000000000\nagain\n");
}

TEST(ProcessSetup, AnotherUserStillDiesWithUsAndLeavesUsDumpable) {
    if (!may_change_user()) GTEST_SKIP() << "that needs root";
    auto request = request_for({"pdeathsig"});
    request.process.account = nobody();
    EXPECT_EQ(told_by(request), "pdeathsig 9\n");
    EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 1);
}

TEST(ProcessSetup, EntersTheFolderAsThatUser) {
    if (!may_change_user()) GTEST_SKIP() << "that needs root";
    char folder[] = "/tmp/ganger-setup-XXXXXX";
    ASSERT_NE(::mkdtemp(folder), nullptr); // ours alone
    auto request = request_for({"cwd"});
    request.process.account = nobody();
    request.directory = folder;
    Running child(request);
    ::rmdir(folder);
    ASSERT_FALSE(child.launched());
    EXPECT_EQ(child.error(), (core::NotLaunched{LaunchStage::working_directory, EACCES, folder}));
}

TEST(ProcessSetup, WithoutThePrivilegeTheUserIsNamed) {
    const auto story = in_own_process([]() -> std::string {
        if (::setresuid(65534, 65534, 65534) != 0 && ::geteuid() == 0) return "";
        auto request = request_for({});
        request.process.account = core::Account{1, 1, {1}, "daemon", "/", "/bin/sh"};
        Running child(request);
        if (child.launched()) return "launched";
        return child.error() == core::NotLaunched{LaunchStage::user, EPERM, "daemon"}
                   ? ""
                   : core::describe(child.error());
    });
    EXPECT_EQ(story, "");
}

TEST(ProcessSetup, OurselvesWeAlwaysMayBe) {
    const auto story = in_own_process([]() -> std::string {
        if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0) return "";
        auto request = shell("id -u");
        request.process.account = nobody();
        Running child(request);
        return child.launched() ? child.read_all() : core::describe(child.error());
    });
    EXPECT_TRUE(story.empty() || story == "65534\n") << story;
}

TEST(Accounts, AreFoundByNameAndNumber) {
    const auto root = find_account("root", {});
    ASSERT_TRUE(root);
    EXPECT_EQ(root->user, 0U);
    EXPECT_EQ(root->home, "/root");
    EXPECT_EQ(find_account("0", {}), root);
    EXPECT_FALSE(find_account("no-such-user", {}));
    EXPECT_FALSE(find_account("root", "no-such-group"));
    EXPECT_FALSE(find_account("4294967295", {})) << "it would mean: leave it";
}

TEST(Accounts, ANumberWithoutAnEntryStandsForItself) {
    EXPECT_EQ(find_account("54321", {}), (core::Account{54321, 54321, {54321}, "54321", "/", "/bin/sh"}));
    EXPECT_EQ(find_account("54321", "7"), (core::Account{54321, 7, {7}, "54321", "/", "/bin/sh"}));
}

TEST(Accounts, AGroupAloneLeavesTheUserAsItIs) {
    const auto found = find_account({}, "54321");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->user, ::geteuid());
    EXPECT_EQ(found->group, 54321U);
    EXPECT_FALSE(found->has_variables);
}

TEST(ProcessSetup, ALowLimitOfOpenFilesHidesNoDescriptor) {
    std::vector<Fd> many;
    for (int count = 0; count < 100; ++count) many.emplace_back(::open("/dev/null", O_RDONLY)); // inherited
    auto request = request_for({"fds"});
    request.process.limits = {{LimitKind::nofile, {20, 20}}};
    EXPECT_EQ(told_by(request), "fds 0 1 2\n");
}

} // namespace
} // namespace ganger::os
