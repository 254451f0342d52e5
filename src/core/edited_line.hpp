// A line that a program edits in place, as a terminal would show it: what is overwritten, erased, inserted.
// Nothing gets out of it.
#pragma once

#include <ganger/core/terminal_size.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// Where a line stands in the terminal.
struct Frame {
    std::string_view prefix; // before it, and how many columns that takes
    std::size_t indent = 0;
    TerminalSize size;
};

class EditedLine {
  public:
    // The sequences that set its colours; null: none.
    using Colors = std::shared_ptr<const std::string>;

    // The next byte of the text, at the cursor.
    void put(char c, const Colors& colors);

    std::size_t column() const { return cursor_; }
    void move_to(std::size_t column);
    void move_left(std::size_t count) { cursor_ -= std::min(cursor_, count); }
    void move_right(std::size_t count) { move_to(cursor_ + count); }
    void move_to_tab_stop() { move_to(cursor_ / 8 * 8 + 8); }
    void erase_to_end();
    void erase_to_cursor();
    void erase_all();
    void erase(std::size_t count);
    void remove(std::size_t count);
    void insert(std::size_t count);

    // What there is of the line stands in the output already, behind the prefix; in its colours, and with
    // colours reset, or perhaps not.
    void was_begun(bool is_up_to_date);
    // Nothing but the prefix does, in a new row.
    void was_drawn_anew() { drawn_ = unchanged_ = at_ = standing_ = to_cursor_ = 0; }
    // What removes it from there.
    std::string take_off(const Frame& frame);

    // Appends what brings the output up to date; colours are reset at its end, and the cursor is there, until
    // it is placed.
    void draw(const Frame& frame, std::string& out);
    void place_cursor(const Frame& frame, std::string& out);

    std::size_t size() const { return cells_.size(); }

  private:
    struct Cell {
        std::array<char, 4> bytes{' '};
        std::uint8_t count = 1;
        std::uint8_t missing = 0; // bytes of a character in UTF-8
        Colors colors{};
    };

    void changed(std::size_t from) { unchanged_ = std::min(unchanged_, from); }
    bool can_go_on_at(std::size_t from, const Frame& frame) const;
    std::size_t columns_of(std::size_t cells) const;
    std::size_t row_of_cursor(const Frame& frame) const;
    std::string back_to_begin(const Frame& frame) const;
    std::string_view erase_rest(const Frame& frame) const;
    void stands(std::size_t cells);
    void draw_cells(std::size_t from, std::string& out) const;

    std::vector<Cell> cells_;
    std::size_t cursor_ = 0;    // may lie behind the last cell
    std::size_t unchanged_ = 0; // so many cells are as they were drawn
    bool begun_ = false;
    std::optional<std::size_t> drawn_; // so many cells stand there
    std::size_t at_ = 0;               // where the cursor of the terminal is among them
    std::size_t standing_ = 0;         // columns that they take, or took
    std::size_t to_cursor_ = 0;        // columns before that cursor
};

} // namespace ganger::core
