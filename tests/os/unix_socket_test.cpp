#include <ganger/os/app_search.hpp>
#include <ganger/os/own_file.hpp>
#include <ganger/os/unix_socket.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

namespace fs = std::filesystem;

class UnixSocket : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = fs::temp_directory_path() / "ganger-socket-XXXXXX";
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder = pattern;
        path = folder / "id.sock";
    }
    void TearDown() override { fs::remove_all(folder); }

    fs::path folder;
    std::string path;
};

TEST_F(UnixSocket, IsForItsOwnerAloneAndNotInherited) {
    const auto before = ::umask(0);
    const auto listener = listen_at(path);
    ::umask(before);
    ASSERT_TRUE(listener) << listener.error().message;
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_NE(::fcntl(listener->number(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(UnixSocket, BothEndsKnowWhoTheOtherIs) {
    const auto listener = listen_at(path);
    EXPECT_TRUE(listener_at(path));
    ASSERT_TRUE(accept_connection(*listener)) << "of listener_at";
    const auto ours = connect_to(path);
    ASSERT_TRUE(ours);
    const auto theirs = accept_connection(*listener);
    ASSERT_TRUE(theirs);
    EXPECT_NE(::fcntl(theirs.number(), F_GETFD) & FD_CLOEXEC, 0);
    for (const auto& peer : {peer_of(*ours), peer_of(theirs)}) {
        ASSERT_TRUE(peer);
        EXPECT_EQ(peer->pid, ::getpid());
        EXPECT_EQ(peer->user, our_user());
    }
    EXPECT_FALSE(accept_connection(*listener));
    EXPECT_EQ(errno, EAGAIN);
}

TEST_F(UnixSocket, NobodyListensWhereItsOwnerIsDead) {
    listen_at(path)->reset();
    EXPECT_TRUE(fs::exists(path));
    EXPECT_FALSE(listener_at(path));
    EXPECT_FALSE(listener_at(folder / "missing.sock"));
}

TEST_F(UnixSocket, WhereTooManyWaitSomebodyListensAllTheSame) {
    const auto listener = listen_at(path);
    std::vector<Fd> waiting;
    while (auto connection = connect_to(path)) waiting.push_back(std::move(*connection));
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_TRUE(listener_at(path));
}

TEST_F(UnixSocket, AnExistingFileAndALongPathAreErrors) {
    const auto listener = listen_at(path);
    EXPECT_EQ(listen_at(path).error().message, "cannot listen at '" + path + "': Address already in use");
    const auto longer = folder / std::string(100, 'x');
    EXPECT_EQ(listen_at(longer).error().message,
              "cannot listen at '" + longer.string() + "': the path is too long");
    EXPECT_FALSE(listener_at(longer));
}

class AppSearch : public UnixSocket {
  protected:
    std::vector<FoundApp> search() const { return find_apps({{folder, "ganger-", ""}}); }

    RuntimeFolder place(const std::string& name) const { return *open_runtime_folder({folder / name}); }
};

TEST_F(AppSearch, FindsTheFilesOfAppsAndNothingElse) {
    const auto place_of_ours = place("ganger-1");
    const auto app = make_own_file(place_of_ours, "0123456789ab.json", "{}");
    const auto other = make_own_file(place_of_ours, "0123456789ag.json", "{}");
    const auto short_one = make_own_file(place_of_ours, "0123.json", "{}");
    const auto elsewhere = place("other");
    const auto not_looked_for = make_own_file(elsewhere, "0123456789ab.json", "{}");
    fs::create_symlink(folder / "other" / "0123456789ab.json", folder / "ganger-1" / "aaaaaaaaaaaa.json");
    const auto found = search();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].socket, folder / "ganger-1" / "0123456789ab.sock");
    EXPECT_EQ(found[0].app_file, "{}");
    EXPECT_EQ(found[0].user, our_user());
}

TEST_F(AppSearch, BelievesNoFolderInWhichOthersMayWriteAndNoLinkToOne) {
    const auto app = make_own_file(place("ganger-1"), "0123456789ab.json", "{}");
    EXPECT_EQ(search().size(), 1U);
    fs::permissions(folder / "ganger-1", fs::perms(0777));
    EXPECT_EQ(search().size(), 0U);
    fs::permissions(folder / "ganger-1", fs::perms(0700));
    fs::rename(folder / "ganger-1", folder / "real");
    fs::create_directory_symlink(folder / "real", folder / "ganger-1");
    EXPECT_EQ(search().size(), 0U);
}

TEST_F(AppSearch, AFileIsThereAsAWholeOrNotAtAll) {
    const auto where = place("ganger-1");
    {
        const auto first = make_own_file(where, "0123456789ab.json", "old");
        const auto second = make_own_file(where, "0123456789ab.json", "new");
        EXPECT_EQ(search().at(0).app_file, "new");
    }
    EXPECT_TRUE(fs::is_empty(folder / "ganger-1"));
}

} // namespace
} // namespace ganger::os
