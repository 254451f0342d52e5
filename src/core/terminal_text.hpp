// The text of a line as a terminal may be given it: colours pass, all other escape sequences and control
// characters are left out, so that nobody writes outside their line. What a carriage return would overwrite
// is left out too, or drawn anew if it stands there already: a progress bar shows its last state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ganger::core {

// Where one line stands. A line may come in pieces; an escape sequence may lie across two of them.
class TerminalText {
  public:
    // Appends what is to be shown of `bytes` to `out`, which is empty at first. `prefix` stands before the
    // line. A newline ends the line.
    void write(std::string_view bytes, std::string_view prefix, std::string& out);

    // The line ends here, or is cut: gives what resets its colour.
    std::string_view end();

  private:
    enum class In : std::uint8_t { text, escape, csi, string, string_escape, c2 };

    void put(char c, std::string_view prefix, std::string& out);
    void put_text(char c, std::string_view prefix, std::string& out);
    void end_csi(char final, std::string& out);
    void go_back(std::string_view prefix, std::string& out);

    In in_ = In::text;
    bool returned_ = false; // a carriage return, and nothing after it yet
    bool drawn_ = false;    // something of the line stands in the output
    std::string sequence_;  // the CSI that is begun, without ESC [
    std::string colors_;    // the sequences since the last reset
};

// The offset of the first byte that write() might not pass on as it is; the size if there is none.
std::size_t first_control(std::string_view bytes);

} // namespace ganger::core
