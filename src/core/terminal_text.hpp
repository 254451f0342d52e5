// The text of a line as a terminal may be given it: colours pass, all other escape sequences and control
// characters are left out, so that nobody writes outside their line. What a program does within its line -
// overwriting it after a carriage return, editing what is typed - is shown as a terminal would: a progress
// bar in its last state.
#pragma once

#include "edited_line.hpp"

#include <ganger/core/terminal_size.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ganger::core {

// Where one line stands. A line may come in pieces; an escape sequence may lie across two of them.
class TerminalText {
  public:
    // Appends what is to be shown of `bytes` to `out`, which is empty at first. A newline ends the line.
    void write(std::string_view bytes, const Frame& frame, std::string& out);

    // What a terminal answers, as if typed: some programs wait for it.
    std::string take_answers() { return std::exchange(answers_, {}); }

    // The line ends here, or is cut: gives what resets its colour.
    std::string_view end();

    // It is overwritten in place, so it can be taken off the terminal and drawn again: by the next write().
    bool is_edited() const { return edited_.has_value(); }
    std::string take_off(const Frame& frame) { return edited_->take_off(frame); }
    std::size_t size() const { return edited_ ? edited_->size() : 0; }

  private:
    enum class In : std::uint8_t { text, escape, csi, string, string_escape, c2 };

    void put(char c, std::string& out);
    void put_text(char c, std::string& out);
    void end_csi(char final, std::string& out);
    void show(char c, std::string& out);
    void set_color(std::string& out);
    void move(char final, std::string& out);
    void answer(char final, std::string& out);
    void scroll(std::string& out);
    EditedLine& edit(std::string& out);

    In in_ = In::text;
    bool returned_ = false;  // a carriage return, and nothing after it yet
    bool drawn_ = false;     // something of the line stands in the output
    std::string sequence_;   // the CSI that is begun, without ESC [
    std::string colors_;     // the sequences since the last reset
    std::string shown_;      // all of the line, until it is edited
    std::size_t stands_ = 0; // so much of that is in the output
    std::optional<EditedLine> edited_;
    std::string answers_;
    Frame frame_;            // while it is written
    EditedLine::Colors pen_; // `colors_` while it is edited
};

// Whether anything of what write() gave takes a place on the screen.
bool has_text(std::string_view shown);

// The offset of the first byte that write() might not pass on as it is; the size if there is none.
std::size_t first_control(std::string_view bytes);

} // namespace ganger::core
