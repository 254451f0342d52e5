#include "../../src/engine/file_target.hpp"

#include <ganger/os/clock.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace ganger::engine {
namespace {

using Progress = DrainTarget::Progress;

struct Stage {
    std::filesystem::path folder;
    boost::asio::io_context context;
    std::unique_ptr<FileTarget> target;

    Stage() {
        std::string name = (std::filesystem::temp_directory_path() / "ganger-XXXXXX").string();
        folder = ::mkdtemp(name.data());
        LogFileOptions options{.path = file(), .limits = {}, .format = {}};
        options.format.log_format = core::LogFormat::plain;
        target = std::make_unique<FileTarget>(context, options);
    }
    ~Stage() {
        flushed(); // the thread is done with the folder
        std::filesystem::remove_all(folder);
    }
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    std::string file() const { return folder / "app.log"; }
    std::string text() const {
        std::ifstream stream(file());
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    void add(std::string_view text, bool cut = false) {
        core::LogLine line;
        line.type = "web";
        line.instance = 1;
        line.text = text;
        line.cut = cut;
        target->add(line, os::now());
    }
    DrainTarget::Flushed flush() { return target->flush(os::now()); }
    // What the first flush says that is not busy.
    DrainTarget::Flushed flushed() {
        for (;;) {
            auto flushed = flush();
            if (flushed.progress != Progress::busy) return flushed;
            bool ready = false;
            target->when_ready([&ready] { ready = true; });
            context.restart();
            auto guard = boost::asio::make_work_guard(context);
            while (!ready) context.run_one();
        }
    }
};

TEST(FileTarget, HasNotSentALineBeforeItIsInTheFile) {
    Stage stage;
    stage.add("one");
    stage.add("two");
    EXPECT_EQ(stage.flush().progress, Progress::busy);
    stage.add("three");
    EXPECT_EQ(stage.target->unsent(), 3U);
    EXPECT_EQ(stage.flushed().progress, Progress::sent);
    EXPECT_EQ(stage.target->unsent(), 0U);
    EXPECT_EQ(stage.text(), "web.1  | one\nweb.1  | two\nweb.1  | three\n");
}

TEST(FileTarget, MakesTheNextPieceReadyWhileOneIsWritten) {
    Stage stage;
    while (stage.target->has_room()) stage.add("a line");
    EXPECT_EQ(stage.flush().progress, Progress::busy);
    EXPECT_TRUE(stage.target->has_room());
}

TEST(FileTarget, CountsThePartsOfALineThatAreNotThere) {
    Stage stage;
    std::filesystem::remove_all(stage.folder);
    stage.add("whole");
    stage.add("a part", true);
    EXPECT_EQ(stage.flushed().progress, Progress::failed);
    EXPECT_EQ(stage.target->unsent(), 2U);
}

TEST(FileTarget, KeepsWhatItCouldNotWriteInItsOrder) {
    Stage stage;
    std::filesystem::remove_all(stage.folder);
    stage.add("one");
    const auto failed = stage.flushed();
    EXPECT_EQ(failed.progress, Progress::failed);
    EXPECT_EQ(failed.trouble, "cannot open the log file '" + stage.file() + "': No such file or directory");
    std::filesystem::create_directory(stage.folder);
    stage.add("two");
    EXPECT_EQ(stage.flushed().progress, Progress::sent);
    EXPECT_EQ(stage.text(), "web.1  | one\nweb.1  | two\n");
}

TEST(FileTarget, OpensTheFileAnewAlsoWhereThereIsNothingToWrite) {
    Stage stage;
    stage.add("one");
    stage.flushed();
    stage.target->reopen();
    EXPECT_EQ(stage.flush().progress, Progress::busy);
    EXPECT_EQ(stage.flushed().progress, Progress::sent);
}

} // namespace
} // namespace ganger::engine
