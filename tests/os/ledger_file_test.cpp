#include <ganger/os/ledger_file.hpp>
#include <ganger/os/procfs.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <signal.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

class LedgerFiles : public testing::Test {
  protected:
    LedgerFiles() { (void) !::mkdtemp(path_.data()); }
    ~LedgerFiles() override { (void) !std::system(("rm -rf " + path_).c_str()); }

    RuntimeFolder folder() const {
        return {path_, Fd(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
    }
    std::string content() const { return find_ledger(folder(), "x")->content.value_or("(unusable)"); }
    bool is_there() const { return find_ledger(folder(), "x").has_value(); }

    std::string path_ = "/tmp/ganger-ledger-XXXXXX";
};

TEST_F(LedgerFiles, AreWrittenAppendedToAndGoWithTheirOwner) {
    {
        auto file = LedgerFile::make(folder(), "x", "one\n");
        ASSERT_TRUE(file);
        EXPECT_EQ(content(), "one\n");
        file->append("two\n");
        EXPECT_EQ(content(), "one\ntwo\n");
        EXPECT_EQ(file->size(), 8U);
        file->replace("three\n");
        file->append("four\n");
        EXPECT_EQ(content(), "three\nfour\n");
        EXPECT_EQ(file->size(), 11U);
    }
    EXPECT_FALSE(is_there());
}

TEST_F(LedgerFiles, StayWhereSomethingIsLeft) {
    LedgerFile::make(folder(), "x", "one\n")->stay();
    EXPECT_EQ(content(), "one\n");
}

TEST_F(LedgerFiles, ThatAreAnothersStay) {
    {
        auto ours = LedgerFile::make(folder(), "x", "ours\n");
        LedgerFile::make(folder(), "x", "another's\n")->stay();
    }
    EXPECT_EQ(content(), "another's\n");
}

// As on a full disk.
TEST_F(LedgerFiles, HoldNoHalfARecord) {
    ::signal(SIGXFSZ, SIG_IGN);
    auto file = LedgerFile::make(folder(), "x", "one\n");
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit small{6, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    file->append("two\n");
    ::setrlimit(RLIMIT_FSIZE, &limit);
    EXPECT_EQ(content(), "one\n");
    file->append("three\n");
    EXPECT_EQ(content(), "one\nthree\n");
}

TEST_F(LedgerFiles, ThatCannotBeMadeAreNone) {
    EXPECT_FALSE(LedgerFile::make(folder(), "no/such/folder", "x"));
}

TEST_F(LedgerFiles, OfNobodyElseAndNoOtherKindAreOfUse) {
    (void) LedgerFile::make(folder(), "y", "one\n")->stay();
    ASSERT_EQ(::symlink("y", (path_ + "/x").c_str()), 0);
    EXPECT_EQ(content(), "(unusable)");
    set_aside(folder(), "x");
    EXPECT_FALSE(is_there());
    ASSERT_EQ(::mkfifo((path_ + "/x").c_str(), 0600), 0);
    EXPECT_EQ(content(), "(unusable)");
    set_aside(folder(), "x");
    ASSERT_EQ(::rename((path_ + "/y").c_str(), (path_ + "/x").c_str()), 0);
    EXPECT_EQ(content(), "one\n");
    ASSERT_EQ(::chmod((path_ + "/x").c_str(), 0640), 0);
    EXPECT_EQ(content(), "(unusable)");
}

TEST(KernelFacts, AreThoseOfThisBoot) {
    const auto facts = kernel_facts();
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->boot.size(), 36U);
    EXPECT_NE(facts->pid_namespace, 0U);
    EXPECT_GT(facts->forks, 100U);
    EXPECT_GE(facts->pids, 301U);
    const auto us = process_info(::getpid());
    EXPECT_LE(us->start_time, ticks_since_boot());
    EXPECT_GT(us->start_time + 100000, ticks_since_boot());
}

} // namespace
} // namespace ganger::os
