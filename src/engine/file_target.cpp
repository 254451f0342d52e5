#include "file_target.hpp"

#include <ganger/os/clock.hpp>
#include <ganger/os/log_file.hpp>

#include <fmt/format.h>

#include <cstring>
#include <exception>
#include <utility>

namespace ganger::engine {

namespace {
constexpr std::size_t batch_size = std::size_t{64} << 10;
}

struct FileTarget::Writing {
    explicit Writing(const LogFileOptions& options)
        : file(options.path), keep(options.limits.keep), rotation(options.limits) {}

    void run() noexcept;
    std::string write(); // why not

    os::LogFile file;
    unsigned keep;
    core::LogRotation rotation;
    std::string batch; // what of it could not be written stays
    bool reopen = false;
    std::string not_rotated; // why
    struct Done {
        std::size_t bytes = 0;
        std::string failed{}; // why
        bool no_memory = false;
    } done;
};

void FileTarget::Writing::run() noexcept {
    try {
        if (std::exchange(reopen, false)) file.close();
        done.failed = write();
    } catch (const std::exception&) {
        done.no_memory = true;
    }
}

std::string FileTarget::Writing::write() {
    while (!batch.empty()) {
        const auto state = file.look();
        if (!state) return state.error().message;
        const auto now = os::now();
        const auto step = rotation.next(*state, batch, now);
        if (step.rotate) {
            const auto rotated = file.rotate(keep);
            not_rotated = rotated ? std::string() : rotated.error().message + "; it grows meanwhile";
            if (!rotated) rotation.failed(now);
            continue;
        }
        const auto taken = file.append(std::string_view(batch).substr(0, step.write));
        batch.erase(0, taken.count);
        done.bytes += taken.count;
        if (taken.error != 0)
            return fmt::format("cannot write the log file '{}': {}", file.path(), std::strerror(taken.error));
    }
    return {};
}

FileTarget::FileTarget(boost::asio::io_context& context, const LogFileOptions& options)
    : path_(options.path), text_(options.format, {}, {}), writing_(std::make_shared<Writing>(options)),
      thread_(
          context, [writing = writing_] { writing->run(); }, [this] { written(); }) {}

std::string FileTarget::name() const {
    return fmt::format("the log file '{}'", path_);
}

bool FileTarget::has_room() const {
    return batch_.size() < batch_size;
}

void FileTarget::add(const core::LogLine& line, const core::Time& now) {
    const auto text = text_.text(line, now.utc_offset);
    batch_ += text;
    added_ += text.size();
    ends_.push_back(added_);
}

std::size_t FileTarget::unsent() {
    while (!ends_.empty() && ends_.front() <= written_) ends_.pop_front();
    return ends_.size();
}

DrainTarget::Flushed FileTarget::flush(const core::Time& /*now*/) {
    if (is_writing_) return {Progress::busy};
    const auto done = std::exchange(writing_->done, {});
    written_ += done.bytes;
    if (done.no_memory)
        return {Progress::failed, done.bytes, fmt::format("cannot write {}: no memory", name())};
    if (!done.failed.empty()) return {Progress::failed, done.bytes, done.failed};
    if (writing_->batch.empty()) std::swap(writing_->batch, batch_);
    writing_->reopen = std::exchange(reopen_, false) || writing_->reopen;
    if (writing_->batch.empty() && !writing_->reopen)
        return {Progress::sent, done.bytes, writing_->not_rotated};
    thread_.start();
    is_writing_ = true;
    return {Progress::busy, done.bytes, writing_->not_rotated};
}

void FileTarget::written() {
    is_writing_ = false;
    if (then_) std::exchange(then_, {})();
}

} // namespace ganger::engine
