// Ports, limits, the clock, and our own words on stderr.
#include "children.hpp"

#include <ganger/os/clock.hpp>
#include <ganger/os/environment.hpp>
#include <ganger/os/limits.hpp>
#include <ganger/os/log.hpp>
#include <ganger/os/ports.hpp>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace ganger::os {
namespace {

struct Bound {
    Fd socket;
    std::uint16_t port = 0;
};

Bound bind_any(int family, bool listens) {
    Bound bound{Fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)), 0};
    sockaddr_storage storage{};
    storage.ss_family = static_cast<sa_family_t>(family);
    auto* address = reinterpret_cast<sockaddr*>(&storage);
    socklen_t length = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if (family == AF_INET)
        reinterpret_cast<sockaddr_in*>(address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        reinterpret_cast<sockaddr_in6*>(address)->sin6_addr = in6addr_loopback;
    const int on = 1; // as every server does; without it TIME_WAIT is an obstacle for everybody
    ::setsockopt(bound.socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(bound.socket.number(), address, length) != 0) return {};
    if (listens) ::listen(bound.socket.number(), 1);
    ::getsockname(bound.socket.number(), address, &length);
    bound.port = ntohs(family == AF_INET ? reinterpret_cast<sockaddr_in*>(address)->sin_port
                                         : reinterpret_cast<sockaddr_in6*>(address)->sin6_port);
    return bound;
}

TEST(Ports, OneThatIsListenedOnIsNotFreeAndItsHolderIsNamed) {
    for (int family : {AF_INET, AF_INET6}) {
        const Bound bound = bind_any(family, true);
        if (bound.port == 0) continue; // no IPv6 here
        EXPECT_FALSE(port_is_free(bound.port));
        EXPECT_EQ(port_holder(bound.port), "os_host (pid " + std::to_string(::getpid()) + ")");
    }
}

TEST(Ports, ThoseThatAreListenedOnAreKnownWithoutATouch) {
    for (int family : {AF_INET, AF_INET6}) {
        Bound bound = bind_any(family, true);
        if (bound.port == 0) continue; // no IPv6 here
        EXPECT_EQ(listening_ports().count(bound.port), 1U);
        bound.socket.reset();
        EXPECT_EQ(listening_ports().count(bound.port), 0U);
    }
    const Bound quiet = bind_any(AF_INET, false);
    EXPECT_EQ(listening_ports().count(quiet.port), 0U) << "bound, and no more";
}

TEST(Ports, OneThatNobodyHoldsIsFree) {
    Bound bound = bind_any(AF_INET, true);
    bound.socket.reset();
    EXPECT_TRUE(port_is_free(bound.port));
    EXPECT_EQ(port_holder(bound.port), std::nullopt);
    EXPECT_TRUE(port_is_free(0));
}

TEST(Ports, TimeWaitIsNoObstacle) {
    Bound server = bind_any(AF_INET, true);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::connect(client.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    Fd accepted(::accept4(server.socket.number(), nullptr, nullptr, SOCK_CLOEXEC));
    accepted.reset(); // the side that closes first keeps TIME_WAIT: the server's port
    EXPECT_EQ(read_text(client.number()), "");
    client.reset();
    server.socket.reset();
    EXPECT_TRUE(port_is_free(server.port));
}

TEST(Ports, OneThatWeMayNotBindCountsAsFree) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root to become somebody else";
    const auto story = in_own_process([]() -> std::string {
        if (::setresuid(65534, 65534, 65534) != 0) return "setresuid";
        return port_is_free(7) ? "" : "not free";
    });
    EXPECT_EQ(story, "");
}

TEST(Limits, OursIsRaisedAndTheFormerOneTold) {
    const auto story = in_own_process([]() -> std::string {
        rlimit limit{100, 200};
        ::setrlimit(RLIMIT_NOFILE, &limit);
        if (soft_open_files() != 100U) return "not 100";
        if (raise_open_files() != 100U) return "former?";
        return soft_open_files() == 200U ? "" : "not raised";
    });
    EXPECT_EQ(story, "");
}

TEST(Environment, IsTheOneWeWereStartedWith) {
    const auto story = in_own_process([]() -> std::string {
        char a[] = "A=1=2";
        char empty[] = "B=";
        char none[] = "no equals";
        char nameless[] = "=x";
        char* entries[] = {a, none, nameless, empty, nullptr};
        environ = entries;
        std::string text;
        for (const auto& entry : inherited_environment()) text += entry.first + '>' + entry.second + ';';
        return text;
    });
    EXPECT_EQ(story, "A>1=2;B>;");
}

TEST(Clock, MonotonicTimeIsThatOfASteadyTimer) {
    const auto before = std::chrono::steady_clock::now().time_since_epoch();
    const auto time = now();
    const auto after = std::chrono::steady_clock::now().time_since_epoch();
    EXPECT_LE(before, time.monotonic.time_since_epoch());
    EXPECT_GE(after, time.monotonic.time_since_epoch());
    EXPECT_GT(time.wall.time_since_epoch(), std::chrono::years(50));
}

TEST(Log, SpeaksOnStderr) {
    const Pipe pipe = std::move(make_pipe().value());
    const auto story = in_own_process([&]() -> std::string {
        ::dup2(pipe.write_end.number(), STDERR_FILENO);
        log_error({"cannot read 'Procfile': {}", "is this the right folder?"});
        log_error({"no hint", ""});
        log_plain("Procfile:3:1: %s");
        return read_text(pipe.read_end.number(), "%s\n");
    });
    EXPECT_EQ(story, "ganger: cannot read 'Procfile': {}\n  is this the right folder?\nganger: no hint\n"
                     "Procfile:3:1: %s\n");
}

} // namespace
} // namespace ganger::os
