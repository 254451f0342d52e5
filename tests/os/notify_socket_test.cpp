#include <ganger/os/notify_socket.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace ganger::os {
namespace {

class Manager {
  public:
    explicit Manager(const std::string& address) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::memcpy(name.sun_path, address.data(), address.size());
        if (address[0] == '@') name.sun_path[0] = '\0';
        const auto size = offsetof(sockaddr_un, sun_path) + address.size();
        EXPECT_EQ(
            ::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&name), static_cast<socklen_t>(size)),
            0);
    }

    std::string hears() const {
        std::array<char, 256> text{};
        const auto size = ::recv(socket_.number(), text.data(), text.size(), MSG_DONTWAIT);
        return size < 0 ? "nothing" : std::string(text.data(), static_cast<std::size_t>(size));
    }

  private:
    Fd socket_{::socket(AF_UNIX, SOCK_DGRAM, 0)};
};

std::string abstract_name() {
    return "@ganger-test-" + std::to_string(::getpid());
}

TEST(NotifySocket, ReachesAnAbstractOne) {
    const Manager manager{abstract_name()};
    const auto socket = NotifySocket::open(abstract_name());
    ASSERT_TRUE(socket);
    EXPECT_TRUE(socket->send("READY=1\nSTATUS=web 1/1\n"));
    EXPECT_EQ(manager.hears(), "READY=1\nSTATUS=web 1/1\n");
}

TEST(NotifySocket, ReachesOneAtAPath) {
    std::string folder = "/tmp/ganger-test-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    {
        const Manager manager{folder + "/notify"};
        const auto socket = NotifySocket::open(folder + "/notify");
        ASSERT_TRUE(socket);
        EXPECT_TRUE(socket->send("READY=1"));
        EXPECT_EQ(manager.hears(), "READY=1");
    }
    std::filesystem::remove_all(folder);
}

TEST(NotifySocket, IsNotHeldUpByAManagerThatReadsNothing) {
    const Manager manager{abstract_name()};
    const auto socket = NotifySocket::open(abstract_name());
    ASSERT_TRUE(socket);
    bool sent = true;
    for (int i = 0; i < 100'000 && sent; ++i) sent = socket->send("WATCHDOG=1");
    EXPECT_FALSE(sent);
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_EQ(manager.hears(), "WATCHDOG=1");
    EXPECT_TRUE(socket->send("WATCHDOG=1"));
}

TEST(NotifySocket, SaysWhenNobodyIsThere) {
    const auto socket = NotifySocket::open(abstract_name());
    ASSERT_TRUE(socket);
    EXPECT_FALSE(socket->send("READY=1"));
    EXPECT_EQ(errno, ECONNREFUSED);
}

TEST(NotifySocket, RefusesAPathThatIsTooLong) {
    EXPECT_FALSE(NotifySocket::open("/" + std::string(107, 'x')));
    EXPECT_TRUE(NotifySocket::open("/" + std::string(106, 'x')));
    EXPECT_FALSE(NotifySocket::open("@" + std::string(108, 'x')));
    EXPECT_TRUE(NotifySocket::open("@" + std::string(107, 'x')));
}

} // namespace
} // namespace ganger::os
