#include <ganger/os/log_file.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>

namespace ganger::os {
namespace {

namespace fs = std::filesystem;

class LogFileTest : public testing::Test {
  protected:
    LogFileTest() {
        std::string name = (fs::temp_directory_path() / "log_file.XXXXXX").string();
        folder = ::mkdtemp(name.data());
        path = folder / "app.log";
    }
    ~LogFileTest() override { fs::remove_all(folder); }

    static std::string content(const fs::path& of) {
        std::ifstream file(of);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void write(LogFile& file, std::string_view lines) {
        ASSERT_TRUE(file.look());
        ASSERT_EQ(file.append(lines).count, lines.size());
    }

    fs::path folder;
    fs::path path;
};

TEST_F(LogFileTest, IsMadeForItsOwnerAloneAndAppendedTo) {
    LogFile file(path);
    write(file, "one\n");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    std::ofstream(path, std::ios::app) << "of another\n";
    write(file, "two\n");
    EXPECT_EQ(content(path), "one\nof another\ntwo\n");
    EXPECT_EQ(file.look()->size, 19U);
    LogFile again(path);
    write(again, "three\n");
    EXPECT_EQ(content(path), "one\nof another\ntwo\nthree\n");
}

TEST_F(LogFileTest, WhatHasItsNameIsWritten) {
    LogFile file(path);
    write(file, "one\n");
    fs::rename(path, folder / "moved");
    write(file, "two\n");
    EXPECT_EQ(content(folder / "moved"), "one\n");
    EXPECT_EQ(content(path), "two\n");
    fs::remove(path);
    write(file, "three\n");
    EXPECT_EQ(content(path), "three\n");
}

TEST_F(LogFileTest, WithoutItsFolderItIsAnErrorUntilTheFolderIsThereAgain) {
    LogFile file(path);
    write(file, "one\n");
    fs::remove_all(folder);
    ASSERT_FALSE(file.look());
    EXPECT_EQ(file.look().error().message,
              "cannot open the log file '" + path.string() + "': No such file or directory");
    fs::create_directory(folder);
    write(file, "two\n");
    EXPECT_EQ(content(path), "two\n");
}

TEST_F(LogFileTest, FollowsNoLinkAndWaitsForNoReader) {
    fs::create_symlink(folder / "elsewhere", path);
    EXPECT_EQ(LogFile(path).look().error().message,
              "cannot open the log file '" + path.string() + "': it is a link");
    EXPECT_FALSE(fs::exists(folder / "elsewhere"));
    ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    EXPECT_EQ(LogFile(folder / "fifo").look().error().message,
              "cannot open the log file '" + (folder / "fifo").string() + "': it is no file");
    EXPECT_FALSE(LogFile("/dev/null").look());
    EXPECT_FALSE(LogFile(folder).look());
}

TEST_F(LogFileTest, RotatesAndRemovesWhatIsAboveTheNumberToKeep) {
    LogFile file(path);
    for (const char* const number : {"1", "2", "3", "4"})
        std::ofstream(path.string() + "." + number) << number;
    write(file, "newest\n");
    ASSERT_TRUE(file.rotate(2));
    write(file, "new\n");
    EXPECT_EQ(content(path), "new\n");
    EXPECT_EQ(content(path.string() + ".1"), "newest\n");
    EXPECT_EQ(content(path.string() + ".2"), "1");
    EXPECT_FALSE(fs::exists(path.string() + ".3"));
    EXPECT_FALSE(fs::exists(path.string() + ".4"));
    ASSERT_TRUE(file.rotate(0));
    EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(LogFileTest, NothingOfALineThatDidNotFitStays) {
    std::signal(SIGXFSZ, SIG_IGN);
    LogFile file(path);
    write(file, "one\n");
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{10, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto taken = file.append("two\nthree\n");
    const auto none = file.append("a line\n");
    ::setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(taken.count, 4U);
    EXPECT_NE(taken.error, 0);
    EXPECT_EQ(none.count, 0U);
    EXPECT_EQ(content(path), "one\ntwo\n");
}

} // namespace
} // namespace ganger::os
