#include "file_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace ganger::engine {

namespace {
constexpr std::size_t batch_size = std::size_t{64} << 10;
}

FileTarget::FileTarget(const LogFileOptions& options)
    : file_(options.path), keep_(options.limits.keep), rotation_(options.limits),
      text_(options.format, {}, {}) {}

std::string FileTarget::name() const {
    return fmt::format("the log file '{}'", file_.path());
}

bool FileTarget::has_room() const {
    return batch_.size() < batch_size;
}

void FileTarget::add(const core::LogLine& line, const core::Time& now) {
    batch_ += text_.text(line, now.utc_offset);
}

// A part of a line that is too long has no newline before the next part comes.
std::size_t FileTarget::unsent() const {
    const auto lines = std::count(batch_.begin(), batch_.end(), '\n');
    return static_cast<std::size_t>(lines) + (batch_.empty() || batch_.ends_with('\n') ? 0 : 1);
}

DrainTarget::Flushed FileTarget::flush(const core::Time& now) {
    while (!batch_.empty()) {
        const auto state = file_.look();
        if (!state) return {Progress::failed, state.error().message};
        const auto step = rotation_.next(*state, batch_, now);
        if (step.rotate) {
            const auto rotated = file_.rotate(keep_);
            not_rotated_ = rotated ? std::string() : rotated.error().message + "; it grows meanwhile";
            if (!rotated) rotation_.failed(now);
            continue;
        }
        const auto taken = file_.append(std::string_view(batch_).substr(0, step.write));
        batch_.erase(0, taken.count);
        if (taken.error != 0)
            return {Progress::failed, fmt::format("cannot write {}: {}", name(), std::strerror(taken.error))};
    }
    return {Progress::sent, not_rotated_};
}

} // namespace ganger::engine
