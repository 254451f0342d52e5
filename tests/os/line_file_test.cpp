#include <ganger/os/line_file.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace ganger::os {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

class LineFileTest : public testing::Test {
  protected:
    LineFileTest() {
        std::string name = (fs::temp_directory_path() / "line_file.XXXXXX").string();
        folder = ::mkdtemp(name.data());
    }
    ~LineFileTest() override { fs::remove_all(folder); }

    LineFile with(const std::string& content) {
        std::ofstream(folder / "app.log", std::ios::binary) << content;
        auto file = LineFile::open(folder / "app.log");
        return std::move(**file);
    }

    static Lines back(LineFile& file, std::size_t most = SIZE_MAX) {
        Lines lines;
        while (lines.size() < most)
            if (const auto line = file.previous())
                lines.emplace_back(*line);
            else
                break;
        return lines;
    }
    static Lines on(LineFile& file) {
        Lines lines;
        while (const auto line = file.next()) lines.emplace_back(*line);
        return lines;
    }

    fs::path folder;
};

TEST_F(LineFileTest, IsReadFromItsEndAndOnwards) {
    auto file = with("one\n\nthree\nfour\n");
    EXPECT_EQ(back(file), (Lines{"four", "three", "", "one"}));
    EXPECT_EQ(on(file), (Lines{"one", "", "three", "four"}));
    EXPECT_EQ(back(file, 2), (Lines{"four", "three"}));
    EXPECT_EQ(on(file), (Lines{"three", "four"}));
}

TEST_F(LineFileTest, HasALastLineWithoutEnd) {
    auto file = with("one\ntwo");
    EXPECT_EQ(back(file), (Lines{"two", "one"}));
    EXPECT_EQ(on(file), (Lines{"one", "two"}));
}

TEST_F(LineFileTest, MayBeEmpty) {
    auto file = with("");
    EXPECT_EQ(back(file), Lines{});
    EXPECT_EQ(on(file), Lines{});
    auto blank = with("\n");
    EXPECT_EQ(back(blank), Lines{""});
    EXPECT_EQ(on(blank), Lines{""});
}

// Lines of all sizes, so that they end everywhere in the pieces that are read.
TEST_F(LineFileTest, IsReadInPiecesThatAreNotSeen) {
    Lines lines;
    std::string content;
    for (std::size_t i = 0; i < 3000; ++i) {
        lines.push_back(std::to_string(i) + std::string(i * 7919 % 300, 'x'));
        if (i % 1000 == 500) lines.back().append(200000, 'y');
        content += lines.back() + '\n';
    }
    auto file = with(content);
    auto got = back(file);
    EXPECT_TRUE(std::equal(lines.rbegin(), lines.rend(), got.begin(), got.end()));
    EXPECT_TRUE(on(file) == lines);
    EXPECT_TRUE(back(file, 1234) == Lines(lines.rbegin(), lines.rbegin() + 1234));
    EXPECT_TRUE(on(file) == Lines(lines.end() - 1234, lines.end()));
}

TEST_F(LineFileTest, ALineWithoutMeasureComesInPieces) {
    auto file = with(std::string(std::size_t{3} << 20, 'x') + "\nlast\n");
    EXPECT_EQ(back(file, 1), Lines{"last"});
    std::size_t size = 0;
    for (const auto& piece : back(file)) {
        EXPECT_LE(piece.size(), (std::size_t{1} << 20) + (std::size_t{64} << 10));
        size += piece.size();
    }
    EXPECT_EQ(size, std::size_t{3} << 20);
    EXPECT_EQ(on(file).back(), "last");
}

TEST_F(LineFileTest, SaysWhatIsNone) {
    const auto none = LineFile::open(folder / "none");
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    const auto a_folder = LineFile::open(folder);
    ASSERT_FALSE(a_folder);
    EXPECT_EQ(a_folder.error().message, "cannot read the log file '" + folder.string() + "': it is no file");
    ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    EXPECT_FALSE(LineFile::open(folder / "fifo"));
}

} // namespace
} // namespace ganger::os
