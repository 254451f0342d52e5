// The formatted bytes that lie ahead of the sink, in one piece, and how many of them are a source's: so what
// reached the sink and what was dropped is known to the byte, wherever a partial write ends.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace ganger::core {

// A line is dropped when its end is.
struct Dropped {
    std::uint64_t bytes = 0; // of sources
    std::uint64_t lines = 0; // of sources
    std::uint64_t own_lines = 0;
    std::uint64_t unread = 0; // bytes that were left in a pipe

    bool any() const { return bytes != 0 || lines != 0 || own_lines != 0 || unread != 0; }
    Dropped& operator+=(const Dropped& other);
    Dropped& operator-=(const Dropped& other);
};

enum class Piece : std::uint8_t {
    source, // bytes of a source, behind a prefix at each beginning of a line
    shaped, // of a source, but not its bytes: of one line, and written when the sink has the last of it
    framed, // lines of a source within bytes of ours: each is written when the sink has the last of it
    ending, // the newline that a source's last line lacked
    mark,   // ours within the text of a source
    own,    // of ganger's own lines
};

// Gives the end of the copy. In pieces: one large copy takes 16 times as long (`rep movsb` on Zen 4) where
// both addresses are nearly the same within their pages, and behind a prefix they often are.
inline char* copy_to(char* to, std::string_view bytes) {
    constexpr std::size_t piece = 1024;
    for (; bytes.size() > piece; bytes.remove_prefix(piece)) to = std::copy_n(bytes.data(), piece, to);
    return std::copy_n(bytes.data(), bytes.size(), to);
}

class OutputBuffer {
  public:
    explicit OutputBuffer(std::size_t capacity);

    std::string_view pending() const { return {data_.get() + begin_, end_ - begin_}; }
    std::size_t size() const { return end_ - begin_; }
    bool empty() const { return end_ == begin_; }

    // Whether what comes next begins a line.
    bool at_line_start() const;

    // Where to put `count` bytes more; valid until the next call of a function that is not const.
    char* room(std::size_t count);

    // `count` bytes are in room(); `source` of them are a source's. In each line of it `ours` bytes are ours:
    // the first ones, or, where it is framed, the first and the last.
    void add(Piece piece, std::size_t count, std::size_t source, std::size_t ours);
    void add(Piece piece, std::string_view bytes);
    // What `source` bytes of a source became. If that is nothing, they go with what comes next.
    void add_shaped(std::string_view bytes, std::size_t source);

    // The sink took so many. Gives the bytes of sources among them.
    std::size_t take(std::size_t count);

    // Takes back the last `count` bytes, all of them own.
    void retract(std::size_t count);

    // Drops all but ganger's own lines and the rest of a line of which the sink has the beginning.
    Dropped drop_sources();
    Dropped drop_all();

    std::size_t source_bytes() const;

  private:
    struct Span {
        std::size_t size = 0;
        std::size_t source = 0;
        std::uint32_t ours = 0; // in each line
        std::uint32_t lead = 0; // bytes of ours before the next one of the source; framed: taken of its line
        Piece piece{};
    };

    static std::size_t advance(Span& span, const char* at, std::size_t count);
    static std::size_t advance_framed(Span& span, std::string_view bytes);
    static Dropped dropped(const Span& span, const char* at);
    std::size_t rest_of_started_line() const;

    std::unique_ptr<char[]> data_;
    std::size_t capacity_;
    std::size_t unshown_ = 0; // bytes of sources that became nothing
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool took_line_end_ = true;
    std::vector<Span> spans_;
    std::size_t first_span_ = 0;
};

} // namespace ganger::core
