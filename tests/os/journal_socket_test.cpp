#include <ganger/os/journal_socket.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace ganger::os {
namespace {

namespace fs = std::filesystem;

// Plays the journal.
class Journal {
  public:
    explicit Journal(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }

    // The bytes of the next entry, however they come.
    std::string hears() {
        std::string bytes(std::size_t{1} << 20, '\0');
        iovec part{bytes.data(), bytes.size()};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const auto count = ::recvmsg(socket_.number(), &message, MSG_DONTWAIT);
        if (count < 0) return "nothing";
        const cmsghdr* header = CMSG_FIRSTHDR(&message);
        if (header == nullptr) return bytes.substr(0, static_cast<std::size_t>(count));
        EXPECT_EQ(count, 0);
        int number = -1;
        std::memcpy(&number, CMSG_DATA(header), sizeof number);
        const Fd file(number);
        came_as_file = true;
        EXPECT_EQ(::fcntl(number, F_GET_SEALS), F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
        const auto size = ::pread(number, bytes.data(), bytes.size(), 0);
        return bytes.substr(0, static_cast<std::size_t>(size));
    }

    bool came_as_file = false;

  private:
    Fd socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

class JournalSocketTest : public testing::Test {
  protected:
    JournalSocketTest() {
        std::string name = (fs::temp_directory_path() / "journal.XXXXXX").string();
        folder = ::mkdtemp(name.data());
        address = folder / "socket";
    }
    ~JournalSocketTest() override { fs::remove_all(folder); }

    int send(const Fd& socket, std::string_view entry) const {
        return send_to_journal(socket, entry, address);
    }

    fs::path folder;
    std::string address;
};

TEST_F(JournalSocketTest, SendsAnEntryAsOneDatagram) {
    Journal journal(address);
    const Fd socket = open_journal(address);
    ASSERT_TRUE(socket);
    const std::string bytes("MESSAGE=\0\xff\n", 11);
    EXPECT_EQ(send(socket, bytes), 0);
    EXPECT_EQ(send(socket, "MESSAGE=two\n"), 0);
    EXPECT_EQ(journal.hears(), bytes);
    EXPECT_EQ(journal.hears(), "MESSAGE=two\n");
    EXPECT_FALSE(journal.came_as_file);
}

TEST_F(JournalSocketTest, SendsWhatIsTooLargeAsASealedFile) {
    Journal journal(address);
    const Fd socket = open_journal(address);
    const int small = 4096;
    ASSERT_EQ(::setsockopt(socket.number(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
    const std::string entry = "MESSAGE=" + std::string(100000, 'x') + "\n";
    EXPECT_EQ(send(socket, entry), 0);
    EXPECT_EQ(journal.hears(), entry);
    EXPECT_TRUE(journal.came_as_file);
}

TEST_F(JournalSocketTest, WaitsForNobody) {
    Journal journal(address);
    const Fd socket = open_journal(address);
    int sent = 0;
    int error = 0;
    while ((error = send(socket, "MESSAGE=x\n")) == 0) ++sent;
    EXPECT_EQ(error, EAGAIN);
    EXPECT_GT(sent, 0);
    for (int i = 0; i < sent; ++i) EXPECT_EQ(journal.hears(), "MESSAGE=x\n");
    EXPECT_EQ(send(socket, "MESSAGE=x\n"), 0);
}

TEST_F(JournalSocketTest, FindsTheOneThatHasComeInItsPlace) {
    EXPECT_FALSE(open_journal(address));
    EXPECT_EQ(errno, ENOENT);
    auto first = std::make_unique<Journal>(address);
    const Fd socket = open_journal(address);
    first.reset();
    EXPECT_EQ(send(socket, "MESSAGE=lost\n"), ECONNREFUSED);
    fs::remove(address);
    EXPECT_EQ(send(socket, "MESSAGE=lost\n"), ENOENT);
    Journal second(address);
    EXPECT_EQ(send(socket, "MESSAGE=found\n"), 0);
    EXPECT_EQ(second.hears(), "MESSAGE=found\n");
}

} // namespace
} // namespace ganger::os
