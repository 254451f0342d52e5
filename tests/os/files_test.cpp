#include "children.hpp"

#include <ganger/os/files.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>

namespace ganger::os {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Pair;

constexpr std::size_t limit = 1 << 20;

class Files : public testing::Test {
  protected:
    Files() {
        std::string pattern = testing::TempDir() + "ganger-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
    }
    ~Files() override { fs::remove_all(folder_); }

    std::string put(const std::string& name, const std::string& content) {
        std::ofstream(folder_ / name, std::ios::binary) << content;
        return folder_ / name;
    }
    static std::string error_of(const std::string& path) {
        const auto content = read_file(path, limit);
        return content ? "read: " + *content : content.error().message;
    }

    fs::path folder_;
};

TEST_F(Files, AreReadAsTheyAre) {
    const std::string content("a\0b\r\n", 5);
    EXPECT_EQ(read_file(put("x", content), limit), content);
    EXPECT_EQ(read_file(put("empty", ""), limit), "");
    EXPECT_EQ(read_file("/dev/null", limit), "");
    EXPECT_FALSE(read_file("/proc/self/status", limit)->empty()) << "its size is 0";
}

TEST_F(Files, WhatIsMissingIsNamed) {
    EXPECT_EQ(error_of("/nowhere/Procfile"), "cannot read '/nowhere/Procfile': No such file or directory");
}

TEST_F(Files, AFolderIsNoFile) {
    EXPECT_EQ(error_of(folder_), "cannot read '" + folder_.string() + "': Is a directory");
}

TEST_F(Files, TheLimitIsIncluded) {
    const auto path = put("x", std::string(limit, 'x'));
    EXPECT_EQ(read_file(path, limit)->size(), limit);
    put("x", std::string(limit + 1, 'x'));
    EXPECT_EQ(error_of(path), "'" + path + "' is larger than 1 MiB");
    EXPECT_EQ(read_file(path, 512).error().message, "'" + path + "' is larger than 512 bytes");
}

TEST_F(Files, HundredMegabytesAreNotReadToBeRefused) {
    const auto path = put("x", "");
    fs::resize_file(path, 100 * 1000 * 1000);
    EXPECT_EQ(error_of(path), "'" + path + "' is larger than 1 MiB");
}

TEST_F(Files, AnEndlessDeviceIsTooLarge) {
    EXPECT_EQ(error_of("/dev/zero"), "'/dev/zero' is larger than 1 MiB");
}

TEST_F(Files, AnUnreadableOneIsNamed) {
    if (::geteuid() == 0) {
        const auto path = put("x", "secret");
        fs::permissions(path, fs::perms::none);
        fs::permissions(folder_, fs::perms::all);
        const auto story = in_own_process([&] {
            return ::setresuid(65534, 65534, 65534) == 0 ? error_of(path) : std::string("setresuid");
        });
        EXPECT_EQ(story, "cannot read '" + path + "': Permission denied");
    }
}

TEST_F(Files, AFifoNobodyWritesToIsAnErrorAndNoHang) {
    const auto path = (folder_ / "fifo").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(error_of(path), "cannot read '" + path + "': nobody wrote to it for 5 s");
}

TEST_F(Files, AFifoIsReadToItsEnd) {
    const auto path = (folder_ / "fifo").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const pid_t writer = ::fork();
    if (writer == 0) {
        const Fd fifo(::open(path.c_str(), O_WRONLY));
        for (const char* part : {"A=1\n", "B=2\n"}) (void) !::write(fifo.number(), part, 4);
        ::_exit(0);
    }
    EXPECT_EQ(read_file(path, limit), "A=1\nB=2\n");
    ::waitpid(writer, nullptr, 0);
}

TEST_F(Files, ProcessSubstitutionIsReadToItsEnd) {
    Pipe pipe = std::move(make_pipe().value());
    const Fd end(::fcntl(pipe.read_end.number(), F_DUPFD_CLOEXEC, 63));
    const pid_t writer = ::fork();
    if (writer == 0) {
        (void) !::write(pipe.write_end.number(), "A=1\n", 4);
        ::_exit(0);
    }
    pipe.write_end.reset();
    EXPECT_EQ(read_file(std::string("/dev/fd/").append(std::to_string(end.number())), limit), "A=1\n");
    ::waitpid(writer, nullptr, 0);
    // And what had been written and closed before we looked.
    Pipe before = std::move(make_pipe().value());
    ASSERT_EQ(::write(before.write_end.number(), "B=2\n", 4), 4);
    before.write_end.reset();
    EXPECT_EQ(read_file(std::string("/dev/fd/").append(std::to_string(before.read_end.number())), limit),
              "B=2\n");
}

TEST_F(Files, StandardInputIsReadEvenIfItIsASocket) {
    const auto story = in_own_process([]() -> std::string {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return "socketpair";
        (void) !::write(ends[1], "A=1\n", 4);
        ::close(ends[1]);
        ::dup2(ends[0], STDIN_FILENO);
        return error_of("/dev/stdin");
    });
    EXPECT_EQ(story, "read: A=1\n");
}

TEST_F(Files, KindsAreTold) {
    ::mkfifo((folder_ / "fifo").c_str(), 0600);
    fs::create_symlink(put("x", ""), folder_ / "link");
    fs::create_symlink("/nowhere", folder_ / "dangling");
    EXPECT_EQ(kind_of(folder_), FileKind::folder);
    EXPECT_EQ(kind_of(folder_ / "link"), FileKind::file);
    EXPECT_EQ(kind_of(folder_ / "fifo"), FileKind::other);
    EXPECT_EQ(kind_of("/dev/null"), FileKind::other);
    EXPECT_EQ(kind_of(folder_ / "dangling"), FileKind::missing);
    EXPECT_EQ(kind_of(folder_ / "x" / "below a file"), FileKind::missing);
}

TEST_F(Files, SecretsAreOneVariableAFile) {
    put("B", "two\nlines\n\n");
    put("A", "no newline");
    put(".hidden", "x");
    fs::create_directory(folder_ / "..data");
    fs::create_directory(folder_ / "folder");
    fs::create_symlink(folder_ / "A", folder_ / "C"); // as Kubernetes mounts them
    const auto secrets = read_secrets(folder_, limit);
    ASSERT_TRUE(secrets);
    EXPECT_THAT(*secrets,
                ElementsAre(Pair("A", "no newline"), Pair("B", "two\nlines\n\n"), Pair("C", "no newline")));
}

TEST_F(Files, SecretsThatCanBeNoVariablesAreErrors) {
    const auto nul = put("A", std::string("x\0y", 3));
    EXPECT_EQ(read_secrets(folder_, limit).error().message,
              "cannot use '" + nul + "' as a variable: it holds a NUL byte");
    fs::remove(nul);
    const auto equals = put("A=B", "x");
    EXPECT_EQ(read_secrets(folder_, limit).error().message,
              "cannot use '" + equals + "' as a variable: its name holds '='");
}

TEST_F(Files, SecretsAreBoundedInAll) {
    put("A", std::string(600, 'x'));
    put("B", std::string(600, 'x'));
    const auto folder = folder_.string();
    EXPECT_EQ(read_secrets(folder, 1024).error().message, "'" + folder + "' is larger than 1 KiB");
    EXPECT_FALSE(read_secrets("/nowhere", limit));
}

class Folders : public Files {
  protected:
    // In a process of its own, with a current folder and a PWD.
    static std::string absolute(const std::string& path, const std::string& where, const std::string& pwd) {
        return in_own_process([&] {
            if (::chdir(where.c_str()) != 0) return std::string("chdir");
            ::setenv("PWD", pwd.c_str(), 1);
            const auto folder = absolute_folder(path);
            return folder ? *folder : folder.error().message;
        });
    }
};

TEST_F(Folders, StayAsTheyWereGiven) {
    fs::create_directories(folder_ / "releases/7/app");
    fs::create_symlink(folder_ / "releases/7", folder_ / "current");
    const auto link = (folder_ / "current").string();
    EXPECT_EQ(absolute(link + "/", "/", "/"), link);
    EXPECT_EQ(absolute(".", link, link), link) << "the shell's PWD keeps the link";
    EXPECT_EQ(absolute("app", link, link), link + "/app");
    EXPECT_EQ(absolute("", link, link), link);
    EXPECT_EQ(absolute(".", link, "/usr"), fs::canonical(link).string()) << "a PWD that is not where we are";
}

TEST_F(Folders, DotsAreTakenOutWhereThatLeadsToTheSameFolder) {
    fs::create_directories(folder_ / "releases/7/app");
    fs::create_symlink(folder_ / "releases/7", folder_ / "current");
    const auto root = folder_.string();
    EXPECT_EQ(absolute(root + "/releases/./7/../7//app", "/", "/"), root + "/releases/7/app");
    EXPECT_EQ(absolute(root + "/current/..", "/", "/"), root + "/current/..")
        << "that is releases, not the root";
    EXPECT_EQ(absolute("/", "/", "/"), "/");
}

TEST_F(Folders, MustExistAndBeFolders) {
    EXPECT_EQ(absolute("/nowhere", "/", "/"), "cannot enter '/nowhere': No such file or directory");
    const auto file = put("x", "");
    EXPECT_EQ(absolute(file, "/", "/"), "cannot enter '" + file + "': Not a directory");
}

} // namespace
} // namespace ganger::os
