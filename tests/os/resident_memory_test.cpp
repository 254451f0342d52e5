#include <ganger/os/resident_memory.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace ganger::os {
namespace {

// KiB of files that are in our memory.
long resident_files() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssFile:")) return std::atol(line.c_str() + 8);
    return 0;
}

TEST(ResidentMemory, CodeThatOnlyTheStartNeededIsLetGo) {
    const long before = resident_files();
    if (before == 0) GTEST_SKIP() << "no RssFile in /proc/self/status";
    give_back_startup_memory();
    EXPECT_LT(resident_files(), before * 3 / 4);
}

TEST(ResidentMemory, WhatIsUsedAgainIsThereAgain) {
    give_back_startup_memory();
    EXPECT_EQ(fmt::format("{:.1f} {}", 1.5, "is still said"), "1.5 is still said");
    // Tables for unwinding, virtual functions and type information of other objects.
    EXPECT_THROW(
        {
            std::string text;
            static_cast<void>(text.at(1));
        },
        std::out_of_range);
}

} // namespace
} // namespace ganger::os
