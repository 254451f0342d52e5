#include <ganger/os/app_lock.hpp>
#include <ganger/os/own_file.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ganger::os {
namespace {

namespace fs = std::filesystem;

class AppLock : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = fs::temp_directory_path() / "ganger-lock-XXXXXX";
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder = pattern;
        procfile = folder / "Procfile";
        std::ofstream(procfile) << "web: true\n";
    }
    void TearDown() override { fs::remove_all(folder); }

    RuntimeFolder runtime() const {
        auto opened = open_runtime_folder({folder / "run"});
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }

    fs::path folder;
    fs::path procfile;
};

TEST_F(AppLock, IsHeldByOneOnlyAndFreeWhenItsFileIsClosed) {
    auto first = lock_file(procfile);
    EXPECT_EQ(first.outcome, LockOutcome::held);
    EXPECT_EQ(lock_file(procfile).outcome, LockOutcome::taken);
    first.file.reset();
    EXPECT_EQ(lock_file(procfile).outcome, LockOutcome::held);
}

TEST_F(AppLock, NeedsNoRightToWrite) {
    fs::permissions(procfile, fs::perms::owner_read);
    EXPECT_EQ(lock_file(procfile).outcome, LockOutcome::held);
}

TEST_F(AppLock, TellsWhoHoldsItSinceWhen) {
    const auto first = lock_file(procfile);
    const auto holder = lock_holder(lock_file(procfile).file);
    EXPECT_EQ(holder.pid, ::getpid());
    EXPECT_EQ(holder.user, "");
    ASSERT_TRUE(holder.since);
    const core::Wall now(std::chrono::system_clock::now().time_since_epoch());
    EXPECT_LE(*holder.since, now);
    EXPECT_GT(*holder.since, now - std::chrono::hours(1));
}

TEST_F(AppLock, IsNotInheritedByWhatIsExecuted) {
    const auto held = lock_file(procfile);
    EXPECT_NE(::fcntl(held.file.number(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(AppLock, CannotBeHadOnWhatIsNoFile) {
    const auto attempt = lock_file("/dev/null");
    EXPECT_EQ(attempt.outcome, LockOutcome::impossible);
    EXPECT_EQ(attempt.why, "it is no regular file");
    EXPECT_EQ(lock_file(folder / "missing").why, "No such file or directory");
}

TEST_F(AppLock, OfItsOwnFileIsHeldByOneOnly) {
    const auto place = runtime();
    auto first = lock_in(place, "id.lock");
    EXPECT_EQ(first.outcome, LockOutcome::held);
    EXPECT_EQ(lock_in(place, "id.lock").outcome, LockOutcome::taken);
    { const OwnFile gone(place, "id.lock"); }
    EXPECT_FALSE(fs::exists(folder / "run" / "id.lock"));
    EXPECT_EQ(lock_in(place, "id.lock").outcome, LockOutcome::held) << "what was taken away locks nothing";
}

TEST_F(AppLock, FollowsNoLink) {
    const auto place = runtime();
    fs::create_symlink(procfile, folder / "run" / "id.lock");
    EXPECT_EQ(lock_in(place, "id.lock").outcome, LockOutcome::impossible);
}

TEST_F(AppLock, AFileOfOursThatSomebodyReplacedStays) {
    const auto place = runtime();
    {
        const auto lock = lock_in(place, "id.lock");
        const OwnFile ours(place, "id.lock");
        fs::rename(procfile, folder / "run" / "id.lock");
    }
    EXPECT_TRUE(fs::exists(folder / "run" / "id.lock"));
}

TEST_F(AppLock, TheFolderIsMadeForUsAloneWhateverTheUmask) {
    const auto before = ::umask(0777);
    const auto opened = open_runtime_folder({folder / "run"});
    ::umask(before);
    ASSERT_TRUE(opened);
    EXPECT_EQ(fs::status(folder / "run").permissions(), fs::perms::owner_all);
}

TEST_F(AppLock, AFolderThatOthersMayEnterIsRefusedUnlessSystemdMadeIt) {
    fs::create_directory(folder / "run");
    fs::permissions(folder / "run", fs::perms(0755));
    const auto refused = open_runtime_folder({folder / "run"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "cannot use '" + (folder / "run").string() + "': its mode is 755, not 700");
    EXPECT_TRUE(open_runtime_folder({folder / "run", true}));
    fs::permissions(folder / "run", fs::perms(0775));
    EXPECT_FALSE(open_runtime_folder({folder / "run", true}));
}

TEST_F(AppLock, AFolderThatIsALinkIsRefused) {
    fs::create_directory(folder / "real");
    fs::permissions(folder / "real", fs::perms(0700));
    fs::create_directory_symlink(folder / "real", folder / "run");
    EXPECT_FALSE(open_runtime_folder({folder / "run"}));
}

TEST_F(AppLock, AFolderOfSomebodyElseIsRefused) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    fs::create_directory(folder / "run");
    fs::permissions(folder / "run", fs::perms(0700));
    ASSERT_EQ(::chown((folder / "run").c_str(), 4242, 4242), 0);
    const auto refused = open_runtime_folder({folder / "run"});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("it belongs to somebody else"), std::string::npos);
}

} // namespace
} // namespace ganger::os
