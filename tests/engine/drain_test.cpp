#include "../../src/engine/drain.hpp"

#include <ganger/core/drain_trouble.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganger::engine {
namespace {

using Progress = DrainTarget::Progress;
using Lines = std::vector<std::string>;

constexpr std::size_t most_waiting = 4;
constexpr std::size_t ring = std::size_t{256} << 10;

// Sends as many lines as it may, each of which counts as so many bytes.
struct Place {
    std::size_t may_take = 0;
    std::size_t bytes_each = 1;
    Progress after = Progress::busy;
    Lines waiting;
    Lines sent;
    std::function<void()> then;
};

class Target : public DrainTarget {
  public:
    explicit Target(Place& place) : place_(place) {}

    std::string name() const override { return "the place"; }
    bool has_room() const override { return place_.waiting.size() < most_waiting; }
    void add(const core::LogLine& line, const core::Time&) override {
        place_.waiting.emplace_back(line.text.substr(0, 40));
    }
    Flushed flush(const core::Time&) override {
        std::size_t bytes = 0;
        for (; place_.may_take > 0 && !place_.waiting.empty(); --place_.may_take) {
            bytes += place_.bytes_each;
            place_.sent.push_back(place_.waiting.front());
            place_.waiting.erase(place_.waiting.begin());
        }
        return {place_.waiting.empty() ? Progress::sent : place_.after, bytes};
    }
    std::size_t unsent() override { return place_.waiting.size(); }
    void when_ready(std::function<void()> then) override { place_.then = std::move(then); }

  private:
    Place& place_;
};

struct Stage {
    boost::asio::io_context context;
    core::LogHistory history{ring, ring, 1};
    Place place;
    std::size_t times_room_was_made = 0;
    Drain drain{context, history, std::make_unique<Target>(place), [](core::Level, std::string) {},
                [this] { ++times_room_was_made; }};
    core::Speaker speaker{core::SourceId{1}, 1, false};

    // What there is room for.
    void write(std::string_view bytes) {
        core::LogRing& of_web = history.ring_of("web");
        for (std::span<char> piece : history.room(of_web, bytes.size())) {
            bytes.copy(piece.data(), piece.size());
            history.append(of_web, speaker, piece.size(), {});
            of_web.consume(piece.size());
            bytes.remove_prefix(piece.size());
        }
    }
    // How many lines, before the writer has to wait; none: it never has to.
    std::optional<std::size_t> lines_until_full() {
        for (std::size_t lines = 0; lines < 2 * ring; lines += 100) {
            if (history.ring_of("web").free() < 1000) return lines;
            for (int i = 0; i < 100; ++i) write("a line...\n");
        }
        return std::nullopt;
    }
    // Nothing else is under way: what happens next is that time.
    void lose_patience() {
        context.restart();
        context.run_one();
    }
    // Goes on with a place that takes so many lines more.
    void take(std::size_t lines) {
        place.may_take = lines;
        if (auto then = std::exchange(place.then, {}))
            then();
        else
            drain.wake();
        context.restart();
        context.poll(); // the turns it gave to others
    }
    std::uint64_t end() {
        history.end();
        bool done = false;
        drain.finish([&done] { done = true; });
        return drain.give_up();
    }
};

TEST(Drain, LosesNothingWhereAllIsTaken) {
    Stage stage;
    stage.write("one\ntwo\n");
    stage.take(100);
    stage.write("three");
    EXPECT_EQ(stage.end(), 0U);
    EXPECT_EQ(stage.place.sent, (Lines{"one", "two", "three"}));
}

TEST(Drain, CountsWhatIsLostAtTheEnd) {
    Stage stage;
    stage.write("1\n2\n3\n4\n5\n6\n7\n");
    stage.take(2);
    EXPECT_EQ(stage.place.sent, (Lines{"1", "2"}));
    stage.write("8");
    EXPECT_EQ(stage.end(), 6U);
}

TEST(Drain, CountsALineOfManyPartsOnce) {
    Stage stage;
    stage.take(0);
    for (int i = 0; i < 10; ++i) stage.write(std::string(20000, 'x'));
    stage.take(1);
    ASSERT_EQ(stage.place.sent.size(), 1U);
    stage.write("end\n");
    EXPECT_EQ(stage.end(), 1U);
}

TEST(Drain, CountsWhatWasOverwrittenOnce) {
    for (const std::size_t taken : {2U, 3U, 4U, 5U}) {
        Stage stage;
        stage.write("1\n2\n3\n4\n");
        stage.take(0);
        stage.lose_patience();
        constexpr std::size_t written = 60000;
        for (std::size_t i = 0; i < written; ++i) stage.write(std::to_string(1000000 + i) + "\n");
        stage.take(1);
        stage.take(taken); // a word about what is lost has joined what waits
        ASSERT_EQ(stage.place.sent.size(), 1 + taken);
        std::uint64_t told = 0;
        for (const auto& line : stage.place.sent)
            if (line.find("lost here") != std::string::npos) told += std::stoull(line) - 1;
        EXPECT_EQ(told > 0, taken > 3);
        EXPECT_EQ(stage.end() + stage.place.sent.size() + told, written + 4);
    }
}

TEST(Drain, HoldsUpItsWritersWhileThePlaceIsBusyForAMoment) {
    Stage stage;
    stage.write("a line...\n");
    stage.take(0);
    const auto lines = stage.lines_until_full();
    ASSERT_TRUE(lines);
    stage.take(2 * ring);
    EXPECT_EQ(stage.place.sent.size(), 1 + *lines);
    EXPECT_EQ(stage.times_room_was_made, 1U);
    EXPECT_EQ(stage.end(), 0U);
}

TEST(Drain, HoldsUpNobodyAnyMoreForAPlaceThatStaysBusy) {
    Stage stage;
    stage.write("a line...\n");
    stage.take(0);
    ASSERT_TRUE(stage.lines_until_full());
    stage.lose_patience();
    EXPECT_EQ(stage.times_room_was_made, 1U);
    EXPECT_FALSE(stage.lines_until_full());
    stage.take(1); // it is slow: that does not count
    EXPECT_FALSE(stage.lines_until_full());
    stage.take(2 * ring);
    stage.write("a line...\n");
    stage.take(0);
    EXPECT_TRUE(stage.lines_until_full()); // once it has all again
}

TEST(Drain, HoldsUpNobodyForAPlaceThatFails) {
    Stage stage;
    stage.place.after = Progress::failed;
    stage.write("a line...\n");
    stage.take(0);
    EXPECT_FALSE(stage.lines_until_full());
}

TEST(Drain, ThatHasGivenUpSendsNothingMore) {
    Stage stage;
    stage.write("1\n2\n");
    stage.take(0);
    EXPECT_EQ(stage.end(), 2U);
    stage.take(2);
    EXPECT_EQ(stage.place.sent, Lines{});
}

TEST(Drain, GivesUpAPlaceThatFailsAtTheEnd) {
    Stage stage;
    stage.place.after = Progress::failed;
    stage.write("1\n2\n3\n");
    stage.history.end();
    bool done = false;
    stage.drain.finish([&done] { done = true; });
    EXPECT_TRUE(done);
    EXPECT_EQ(stage.drain.give_up(), 3U);
}

TEST(DrainTrouble, SaysWhatTheEndLacks) {
    EXPECT_EQ(core::lost_at_the_end(1, "the journal"), "1 line is missing at the end of the journal");
    EXPECT_EQ(core::lost_at_the_end(12, "the log file 'a'"),
              "12 lines are missing at the end of the log file 'a'");
}

} // namespace
} // namespace ganger::engine
