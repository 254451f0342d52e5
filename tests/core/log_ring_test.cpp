#include <ganger/core/log_ring.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace ganger::core {
namespace {

constexpr SourceId web{1};
constexpr SourceId worker{2};
constexpr LogCursor no_end{UINT64_MAX, UINT64_MAX};

void write(LogRing& ring, SourceId source, std::string_view bytes) {
    std::size_t done = 0;
    for (std::span<char> piece : ring.room(bytes.size())) {
        const std::string_view part = bytes.substr(done, piece.size());
        part.copy(piece.data(), part.size());
        done += part.size();
    }
    ASSERT_EQ(done, bytes.size());
    ring.append({source, 0, 0, {}}, done, true);
}

std::string consume(LogRing& ring, std::size_t most = SIZE_MAX) {
    std::string taken;
    while (most > 0) {
        const std::string_view part = ring.front(most);
        if (part.empty()) break;
        taken += part;
        most -= part.size();
        ring.consume(part.size());
    }
    return taken;
}

std::string history(const LogRing& ring, LogCursor& cursor) {
    std::string text;
    while (const auto piece = ring.at(cursor, no_end)) {
        text += std::to_string(static_cast<unsigned>(piece->mark.source)) + ":" +
                (piece->sealed ? "(sealed)" : std::string(piece->bytes)) + " ";
        LogRing::pass(cursor, *piece, piece->bytes.size());
    }
    return text;
}

TEST(LogRing, RoundsItsCapacityDownToAPowerOfTwo) {
    EXPECT_EQ(LogRing(167772).capacity(), 131072U);
    EXPECT_EQ(LogRing(65536).capacity(), 65536U);
}

TEST(LogRing, GivesBytesBackInOrderAcrossItsEnd) {
    LogRing ring(4096);
    std::string written;
    std::string read;
    for (int i = 0; i < 100; ++i) {
        const std::string part(static_cast<std::size_t>(1 + i * 7 % 900), static_cast<char>('a' + i % 26));
        write(ring, web, part);
        written += part;
        read += consume(ring);
    }
    EXPECT_EQ(read, written);
}

TEST(LogRing, GivesTwoPiecesOfRoomAtItsEnd) {
    LogRing ring(4096);
    write(ring, web, std::string(4000, 'x'));
    consume(ring);
    const auto room = ring.room(200);
    ASSERT_EQ(room.size(), 2U);
    EXPECT_EQ(room[0].size(), 96U);
    EXPECT_EQ(room[1].size(), 104U);
}

TEST(LogRing, NeverOverwritesWhatTheForegroundHasNotConsumed) {
    LogRing ring(4096);
    write(ring, web, std::string(4000, 'x'));
    EXPECT_EQ(ring.free(), 96U);
    EXPECT_EQ(ring.room(1000).front().size(), 96U);
    consume(ring, 1000);
    EXPECT_EQ(ring.free(), 1096U);
}

TEST(LogRing, KeepsWhatIsConsumedAsHistory) {
    LogRing ring(4096);
    write(ring, web, "one\n");
    write(ring, web, "two\n");
    write(ring, worker, "three\n");
    consume(ring);
    LogCursor cursor = ring.oldest();
    EXPECT_EQ(history(ring, cursor), "1:one\ntwo\n 2:three\n ");
    write(ring, web, "four\n");
    EXPECT_EQ(history(ring, cursor), "1:four\n ");
    EXPECT_EQ(history(ring, cursor), "");
}

TEST(LogRing, TellsBeforehandWhatItWillForget) {
    LogRing ring(4096);
    LogCursor slow = ring.oldest();
    write(ring, web, std::string(3000, 'a'));
    consume(ring);
    EXPECT_EQ(ring.forgotten_by(1096), 0U);
    EXPECT_EQ(ring.forgotten_by(3000), 6000U - 4096U);
    write(ring, worker, std::string(3000, 'b'));
    const auto first = ring.at(slow, no_end);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->mark.source, web);
    EXPECT_EQ(first->bytes, std::string(1096, 'a'));
    LogRing::pass(slow, *first, 1096);
    EXPECT_EQ(ring.at(slow, no_end)->mark.source, worker);
}

TEST(LogRing, KeepsApartWhatWasReadAtOtherTimes) {
    LogRing ring(4096);
    const auto at = [](int ms) { return Wall(std::chrono::milliseconds(ms)); };
    for (const int ms : {1, 1, 2}) {
        ring.room(2).front().front() = 'x';
        ring.append({web, 1, 1, at(ms)}, 1, true);
    }
    LogCursor cursor = ring.oldest();
    EXPECT_EQ(history(ring, cursor), "1:xx 1:x ");
}

TEST(LogRing, KeepsTheEndOfALineThatHasNoNewline) {
    LogRing ring(4096);
    write(ring, web, "half");
    LogCursor cursor = ring.oldest();
    EXPECT_EQ(history(ring, cursor), "1:half ");
    ring.seal({web, 0, 0, {}});
    write(ring, web, "next");
    EXPECT_EQ(history(ring, cursor), "1:(sealed) 1:next ");
}

TEST(LogRing, ShowsNothingBehindTheEndThatAReaderHas) {
    LogRing ring(4096);
    write(ring, web, "one");
    const LogCursor end = ring.end();
    write(ring, web, "two");
    write(ring, worker, "three");
    LogCursor cursor = ring.oldest();
    const auto piece = ring.at(cursor, end);
    EXPECT_EQ(piece->bytes, "one");
    LogRing::pass(cursor, *piece, 3);
    EXPECT_FALSE(ring.at(cursor, end));
}

TEST(LogRing, ACursorAtTheNewestSeesWhatComes) {
    LogRing ring(4096);
    write(ring, web, "one");
    LogCursor cursor = ring.newest();
    write(ring, web, "two");
    EXPECT_EQ(history(ring, cursor), "1:two ");
}

TEST(LogRing, BoundsItsRecordsWhenSourcesAlternateByteByByte) {
    LogRing ring(4096);
    std::size_t written = 0;
    for (int i = 0; ring.free() > 0; ++i, ++written) write(ring, i % 2 ? web : worker, "x");
    EXPECT_EQ(written, 4096U / 128U);
    EXPECT_EQ(consume(ring).size(), written);
    EXPECT_GT(ring.free(), 0U);
    for (int i = 0; i < 10000; ++i) {
        write(ring, i % 2 ? web : worker, "y");
        consume(ring);
    }
    LogCursor cursor = ring.oldest();
    std::size_t kept = 0;
    while (const auto piece = ring.at(cursor, no_end)) {
        LogRing::pass(cursor, *piece, piece->bytes.size());
        ++kept;
    }
    EXPECT_EQ(kept, 32U);
}

TEST(LogRing, KeepsWhatSomebodyIsWaitedForWhoIsNear) {
    LogRing ring(4096);
    const auto write = [&](std::size_t count) {
        ring.room(count);
        ring.append({web, 1, 1, {}}, count, true);
        ring.consume(count);
    };
    write(1000);
    ring.keep_from(500);
    EXPECT_EQ(ring.free(), 3596U);
    write(3000);
    EXPECT_TRUE(ring.is_short_of_room());
    EXPECT_EQ(ring.room(4096).front().size() + ring.room(4096).back().size(), 96U + 500U);
    ring.keep_from(4000);
    EXPECT_EQ(ring.free(), 4096U);
    ring.keep_from(LogRing::kept_by_nobody);
    ring.keep_from(500);
    EXPECT_EQ(ring.free(), 4096U) << "whoever may read now would wait for ever";
}

} // namespace
} // namespace ganger::core
