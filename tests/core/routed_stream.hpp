// Plays the engine around a router: reads as much as it may, writes as much as the sink takes.
#pragma once

#include <ganger/core/router.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ganger::core {

using namespace std::chrono_literals;

inline constexpr SourceId web{1};
inline constexpr SourceId worker{2};

class RouterTest : public testing::Test {
  protected:
    explicit RouterTest(RouterOptions options = {}) : router(std::move(options)) {
        tell(SourceOpened{web, "web.1", "web"});
        tell(SourceOpened{worker, "work.1", "work"});
    }

    void tell(const StreamEvent& event) {
        for (const StreamAction& action : router.handle(event, {time, {}})) actions.push_back(action);
    }

    // Gives how many bytes could be read.
    std::size_t read(SourceId source, std::string_view bytes) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const std::size_t want = std::min(bytes.size() - done, router.allowance(source));
            if (want == 0) break;
            std::size_t count = 0;
            for (std::span<char> piece : router.room(source, want)) {
                count += bytes.substr(done + count).copy(piece.data(), piece.size());
            }
            tell(BytesRead{source, count});
            done += count;
            if (!stalled) flush();
        }
        return done;
    }

    void take(std::size_t most = SIZE_MAX) {
        const std::string_view offered = router.output().substr(0, most);
        out += offered;
        tell(SinkTook{offered.size()});
    }

    void flush() {
        while (!router.output().empty()) take();
    }

    std::string shown() {
        flush();
        return std::exchange(out, {});
    }

    void stall() {
        stalled = true;
        router.output();
        tell(SinkRefused{});
    }

    void pass(Duration duration) {
        time += duration;
        tell(StreamTick{});
        if (!stalled) flush();
    }

    template <class Action>
    int count() const {
        int found = 0;
        for (const StreamAction& action : actions) found += std::holds_alternative<Action>(action) ? 1 : 0;
        return found;
    }

    std::vector<std::string> aside() const {
        std::vector<std::string> lines;
        for (const StreamAction& action : actions)
            if (const auto* said = std::get_if<SayAside>(&action)) lines.push_back(said->text);
        return lines;
    }

    void expect_exact() {
        const StreamCounts counts = router.counts();
        EXPECT_EQ(counts.read, counts.written + counts.dropped + counts.held);
    }

    Router router;
    Monotonic time{1h};
    StreamActions actions;
    std::string out;
    bool stalled = false;
};

} // namespace ganger::core
