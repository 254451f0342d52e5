#include <ganger/core/byte_size.hpp>
#include <ganger/core/drain_trouble.hpp>
#include <ganger/core/log_rotation.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

Time at(Duration since_begin) {
    return {Monotonic(1h) + since_begin, Wall(1000h) + since_begin};
}

LogFileState file(std::uint64_t size, Duration age = {}) {
    return {size, Wall(1000h) - age};
}

std::string text(const LogRotation::Step& step) {
    return (step.rotate ? "rotate " : "") + std::to_string(step.write);
}

TEST(LogRotation, WritesAsManyWholeLinesAsFit) {
    const LogRotation rotation({.max_size = 10});
    EXPECT_EQ(text(rotation.next(file(0), "one\ntwo\n", at(0s))), "8");
    EXPECT_EQ(text(rotation.next(file(2), "one\ntwo\n", at(0s))), "8");
    EXPECT_EQ(text(rotation.next(file(3), "one\ntwo\n", at(0s))), "4");
    EXPECT_EQ(text(rotation.next(file(0), "", at(0s))), "0");
}

TEST(LogRotation, RotatesBeforeTheLineThatDoesNotFit) {
    const LogRotation rotation({.max_size = 10});
    EXPECT_EQ(text(rotation.next(file(7), "one\ntwo\n", at(0s))), "rotate 8");
    EXPECT_EQ(text(rotation.next(file(10), "one\ntwo\nthree\n", at(0s))), "rotate 8");
    EXPECT_EQ(text(rotation.next(file(1000), "one\n", at(0s))), "rotate 4");
}

TEST(LogRotation, ALineThatIsTooLongHasAFileOfItsOwn) {
    const LogRotation rotation({.max_size = 5});
    EXPECT_EQ(text(rotation.next(file(1), "much too long\nb\n", at(0s))), "rotate 14");
    EXPECT_EQ(text(rotation.next(file(0), "much too long\nb\n", at(0s))), "14");
    EXPECT_EQ(text(rotation.next(file(14), "b\n", at(0s))), "rotate 2");
}

TEST(LogRotation, RotatesWhatIsTooOldUnlessItIsEmpty) {
    const LogRotation rotation({.max_size = 100, .max_age = 24h});
    EXPECT_EQ(text(rotation.next(file(4, 23h), "one\n", at(0s))), "4");
    EXPECT_EQ(text(rotation.next(file(4, 24h), "one\n", at(0s))), "rotate 4");
    EXPECT_EQ(text(rotation.next(file(0, 24h), "one\n", at(0s))), "4");
    // A clock that was put back.
    EXPECT_EQ(text(rotation.next(file(4, -24h), "one\n", at(0s))), "4");
}

TEST(LogRotation, NeverForItsSizeWhereThereIsNoLargest) {
    const LogRotation rotation({.max_size = 0, .max_age = 1h});
    EXPECT_EQ(text(rotation.next(file(std::uint64_t{1} << 40), "one\n", at(0s))), "4");
    EXPECT_EQ(text(rotation.next(file(7, 2h), "one\n", at(0s))), "rotate 4");
}

TEST(LogRotation, GoesOnInAFileThatCannotBeRotatedAndTriesAgainLater) {
    LogRotation rotation({.max_size = 10, .max_age = 1h});
    rotation.failed(at(0s));
    EXPECT_EQ(text(rotation.next(file(9, 2h), "one\ntwo\n", at(59s))), "8");
    EXPECT_EQ(text(rotation.next(file(9, 2h), "one\ntwo\n", at(60s))), "rotate 8");
}

TEST(LogRotation, TheOldOnesMoveUpAndTheOldestGoes) {
    std::string steps;
    for (const auto& [from, to] : rotation_of("app.log", 2)) steps += from + ">" + to + " ";
    EXPECT_EQ(steps, "app.log.1>app.log.2 app.log>app.log.1 ");
    ASSERT_EQ(rotation_of("app.log", 0).size(), 1U);
    EXPECT_EQ(rotation_of("app.log", 0).front().to, "");
}

TEST(ByteSize, IsANumberWithAUnitOfTheComputers) {
    EXPECT_EQ(parse_size("0"), 0U);
    EXPECT_EQ(parse_size("64KiB"), 65536U);
    EXPECT_EQ(parse_size("10M"), 10U << 20);
    EXPECT_EQ(parse_size("1024GiB"), std::uint64_t{1} << 40);
    for (const char* const wrong :
         {"", "MiB", "10MB", "1.5M", "-1", "1025GiB", "18446744073709551615K", "5 M"})
        EXPECT_FALSE(parse_size(wrong)) << wrong;
}

TEST(DrainTrouble, IsToldOnceAMinuteWithWhatIsLost) {
    DrainTrouble trouble;
    EXPECT_EQ(trouble.met("full", at(0s).monotonic), "full");
    trouble.lost(1);
    EXPECT_EQ(trouble.met("full", at(59s).monotonic), std::nullopt);
    EXPECT_EQ(trouble.met("full", at(60s).monotonic), "full; 1 line lost so far");
    trouble.lost(41);
    EXPECT_EQ(trouble.met("full", at(120s).monotonic), "full; 42 lines lost so far");
    EXPECT_EQ(trouble.over("it"), "it works again; 42 lines were lost");
    EXPECT_EQ(trouble.over("it"), std::nullopt);
}

TEST(DrainTrouble, ThatComesAndGoesIsToldNoMoreThanOnceAMinute) {
    DrainTrouble trouble;
    EXPECT_EQ(trouble.over("it"), std::nullopt);
    EXPECT_EQ(trouble.met("full", at(0s).monotonic), "full");
    EXPECT_EQ(trouble.over("it"), "it works again; no line was lost");
    EXPECT_EQ(trouble.met("full", at(1s).monotonic), std::nullopt);
    EXPECT_EQ(trouble.over("it"), std::nullopt);
    trouble.lost(2);
    EXPECT_EQ(trouble.met("full", at(60s).monotonic), "full; 2 lines lost so far");
}

} // namespace
} // namespace ganger::core
