// clang-format off
// scribe VERB ARGS… — writes what can be told by a digest, and reads it back out of a stream of ganger's: so that tests
// of every byte take no longer than the bytes do.
//
// write KIND SEED BYTES [FILE]   to stdout, in pieces of any size; into FILE, after each, how many bytes were written
// late PID KIND SEED BYTES       the same, once it is told to end; tells PID, by SIGUSR1, that it waits for that
// turns SEED LINES               "1" … "LINES", each to stdout or stderr as the dice fall
// digest KIND SEED BYTES         "BYTES DIGEST": what `write` has written, less a final newline
// audit                          reads a stream in plain; of each name but ganger's "NAME BYTES DIGEST", less a final
//                                newline; parts of lines that were cut are put together again. The longest part, with
//                                its prefix: "longest BYTES". Of ganger's lines each: "ganger TEXT"
//
// KIND text: lines of letters, of any length; line: one line without end; bytes: all values there are.
// clang-format on

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <signal.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

constexpr std::size_t block = 65536;

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 1) {}

    std::uint64_t next() {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return state_ * 0x2545f4914f6cdd1dULL;
    }

  private:
    std::uint64_t state_;
};

// The same bytes for the same seed.
class Content {
  public:
    Content(std::string_view kind, std::uint64_t seed) : dice_(seed) {
        for (unsigned value = 0; value < 256; ++value) bytes_[value] = static_cast<char>(value);
        if (kind == "bytes") return;
        for (char& byte : bytes_) byte = static_cast<char>('a' + static_cast<unsigned char>(byte) % 26);
        if (kind == "text") bytes_[0] = bytes_[1] = bytes_[2] = '\n';
    }

    // The next `block` bytes.
    std::string_view next() {
        for (std::size_t at = 0; at < block; at += 8) {
            std::uint64_t eight = dice_.next();
            for (std::size_t i = 0; i < 8; ++i, eight >>= 8) block_[at + i] = bytes_[eight & 255];
        }
        return {block_.data(), block};
    }

  private:
    Dice dice_;
    std::array<char, 256> bytes_{};
    std::array<char, block> block_{};
};

// FNV-1a, of all but a final newline.
class Digest {
  public:
    void add(std::string_view bytes) {
        if (bytes.empty()) return;
        if (newline_) hash("\n");
        newline_ = bytes.back() == '\n';
        hash(bytes.substr(0, bytes.size() - (newline_ ? 1 : 0)));
    }

    void say(const std::string& name) const {
        std::printf("%s%llu %016llx\n", name.c_str(), static_cast<unsigned long long>(count_),
                    static_cast<unsigned long long>(state_));
    }

  private:
    void hash(std::string_view bytes) {
        for (const char byte : bytes) state_ = (state_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
        count_ += bytes.size();
    }

    std::uint64_t state_ = 0xcbf29ce484222325ULL;
    std::uint64_t count_ = 0;
    bool newline_ = false;
};

bool put(int number, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(number, bytes.data(), bytes.size());
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

template <class Take>
bool each_block(char** words, Take take) {
    Content content(words[0], std::strtoull(words[1], nullptr, 10));
    for (std::uint64_t left = std::strtoull(words[2], nullptr, 10); left > 0;) {
        const auto bytes = content.next().substr(0, left < block ? left : block);
        if (!take(bytes)) return false;
        left -= bytes.size();
    }
    return true;
}

int write_all(char** words) {
    const int progress = words[3] != nullptr ? ::open(words[3], O_WRONLY | O_CREAT | O_CLOEXEC, 0644) : -1;
    Dice sizes(std::strtoull(words[1], nullptr, 10) + 1);
    std::uint64_t written = 0;
    const bool done = each_block(words, [&](std::string_view bytes) {
        while (!bytes.empty()) {
            const auto piece = bytes.substr(0, 1 + sizes.next() % block);
            if (!put(1, piece)) return false;
            bytes.remove_prefix(piece.size());
            written += piece.size();
            if (progress >= 0 && ::pwrite(progress, &written, sizeof written, 0) < 0) return false;
        }
        return true;
    });
    return done ? 0 : 1;
}

int write_late(char** words) {
    sigset_t stop;
    ::sigemptyset(&stop);
    ::sigaddset(&stop, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &stop, nullptr);
    ::kill(std::atoi(words[0]), SIGUSR1);
    int signal = 0;
    ::sigwait(&stop, &signal);
    return write_all(words + 1);
}

int write_in_turns(char** words) {
    Dice dice(std::strtoull(words[0], nullptr, 10));
    const int lines = std::atoi(words[1]);
    for (int number = 1; number <= lines; ++number)
        if (!put(1 + static_cast<int>(dice.next() >> 63), std::to_string(number) + '\n')) return 1;
    return 0;
}

int say_digest(char** words) {
    Digest digest;
    each_block(words, [&](std::string_view bytes) {
        digest.add(bytes);
        return true;
    });
    digest.say("");
    return 0;
}

class Audit {
  public:
    // With its newline.
    void line(std::string_view line) {
        longest_ = line.size() > longest_ ? line.size() : longest_;
        const auto bar = line.find("| ");
        if (bar == line.npos) return unknown(line);
        const auto name = line.substr(0, line.find_last_not_of(' ', bar - 1) + 1);
        auto text = line.substr(bar + 2);
        if (name == "ganger") return (void) std::printf("ganger %.*s", width(text), text.data());
        const auto found = names_.try_emplace(std::string(name)).first;
        if (text.substr(0, 7) == "[cont] ") text.remove_prefix(7);
        if (text.size() >= 7 && text.substr(text.size() - 7) == " [cut]\n") text.remove_suffix(7);
        found->second.add(text);
    }

    void say() const {
        for (const auto& [name, digest] : names_) digest.say(name + ' ');
        std::printf("longest %zu\n", longest_);
    }

  private:
    static int width(std::string_view text) { return static_cast<int>(text.size()); }
    static void unknown(std::string_view line) { std::printf("nobody's: %.*s", width(line), line.data()); }

    std::map<std::string, Digest> names_;
    std::size_t longest_ = 0;
};

int audit() {
    Audit audit;
    std::vector<char> buffer(std::size_t{1} << 20);
    std::size_t kept = 0;
    for (;;) {
        const ssize_t count = ::read(0, buffer.data() + kept, buffer.size() - kept);
        if (count <= 0) break;
        const std::string_view bytes(buffer.data(), kept + static_cast<std::size_t>(count));
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = bytes.find('\n', begin)) != bytes.npos; begin = end + 1)
            audit.line(bytes.substr(begin, end + 1 - begin));
        kept = bytes.size() - begin;
        std::memmove(buffer.data(), buffer.data() + begin, kept);
    }
    if (kept > 0) std::printf("torn at the end: %zu bytes\n", kept);
    audit.say();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    ::signal(SIGPIPE, SIG_DFL);
    const std::string_view verb = argc > 1 ? argv[1] : "";
    if (verb == "write" && argc >= 5) return write_all(argv + 2);
    if (verb == "late" && argc == 6) return write_late(argv + 2);
    if (verb == "turns" && argc == 4) return write_in_turns(argv + 2);
    if (verb == "digest" && argc == 5) return say_digest(argv + 2);
    if (verb == "audit" && argc == 2) return audit();
    return 2;
}
