#include <ganger/os/line_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {

namespace {

constexpr std::size_t block = std::size_t{64} << 10;
constexpr std::size_t longest = std::size_t{1} << 20;

auto cannot_read(const std::string& path, std::string_view why) {
    return failure(fmt::format("cannot read the log file '{}': {}", path, why));
}

// Fewer: it is shorter by now, or a disk is broken.
std::size_t read_at(const Fd& file, std::uint64_t at, char* to, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const auto got = ::pread(file.number(), to + done, count - done, static_cast<off_t>(at + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

} // namespace

// O_NONBLOCK: a FIFO would wait for its writer.
Result<std::optional<LineFile>> LineFile::open(const std::string& path) {
    Fd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file && errno == ENOENT) return std::nullopt;
    struct stat status {};
    if (!file || ::fstat(file.number(), &status) != 0) return cannot_read(path, std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return cannot_read(path, "it is no file");
    return LineFile(std::move(file), static_cast<std::uint64_t>(status.st_size));
}

bool LineFile::read_before() {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block, begin_));
    std::string read(count, '\0');
    if (count == 0 || read_at(file_, begin_ - count, read.data(), count) < count) return false;
    begin_ -= count;
    kept_.insert(0, read);
    return true;
}

bool LineFile::read_behind() {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block, size_ - end()));
    const auto before = kept_.size();
    kept_.resize(before + count);
    kept_.resize(before + read_at(file_, begin_ + before, kept_.data() + before, count));
    return kept_.size() > before;
}

std::optional<std::string_view> LineFile::previous() {
    kept_.resize(static_cast<std::size_t>(at_ - begin_));
    for (;;) {
        const std::string_view text(kept_.data(), kept_.size() - (kept_.ends_with('\n') ? 1 : 0));
        const auto newline = text.rfind('\n');
        if (newline == std::string_view::npos && kept_.size() < longest && read_before()) continue;
        if (kept_.empty()) return {};
        const auto start = newline == std::string_view::npos ? 0 : newline + 1;
        at_ = begin_ + start;
        return text.substr(start);
    }
}

std::optional<std::string_view> LineFile::next() {
    for (;;) {
        auto begin = static_cast<std::size_t>(at_ - begin_);
        const auto newline = kept_.find('\n', begin);
        if (newline == std::string::npos && kept_.size() - begin < longest) {
            kept_.erase(0, begin);
            begin_ = at_;
            if (read_behind()) continue;
            begin = 0;
        }
        if (kept_.size() == begin) return {};
        const auto rest = std::string_view(kept_).substr(begin);
        const auto size = std::min(rest.find('\n'), rest.size());
        at_ += std::min(size + 1, rest.size());
        return rest.substr(0, size);
    }
}

} // namespace ganger::os
