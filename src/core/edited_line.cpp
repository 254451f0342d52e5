#include "edited_line.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ganger::core {

namespace {

constexpr std::size_t last_column = 200; // a cursor that is sent further stays there
constexpr std::size_t nearby = 8;
constexpr std::string_view reset = "\x1b[0m";

std::uint8_t bytes_after(char first) {
    const auto n = static_cast<unsigned char>(first);
    return n < 0xc2 ? 0 : n < 0xe0 ? 1 : n < 0xf0 ? 2 : n < 0xf5 ? 3 : 0;
}

bool goes_on(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80;
}

bool same(const EditedLine::Colors& a, const EditedLine::Colors& b) {
    return a == b || (a && b && *a == *b);
}

} // namespace

void EditedLine::put(char c, const Colors& colors) {
    if (goes_on(c) && cursor_ > 0 && cursor_ <= cells_.size() && cells_[cursor_ - 1].missing > 0) {
        Cell& cell = cells_[cursor_ - 1];
        cell.bytes[cell.count++] = c;
        --cell.missing;
        changed(cursor_ - 1);
        return;
    }
    changed(std::min(cursor_, cells_.size()));
    if (cursor_ >= cells_.size()) cells_.resize(cursor_ + 1);
    cells_[cursor_++] = {{c}, 1, bytes_after(c), colors};
}

void EditedLine::move_to(std::size_t column) {
    cursor_ = std::min(column, std::max(last_column, cells_.size()));
}

void EditedLine::erase_to_end() {
    if (cursor_ >= cells_.size()) return;
    changed(cursor_);
    cells_.resize(cursor_);
}

void EditedLine::erase_to_cursor() {
    changed(0);
    const auto end = std::min(cursor_ + 1, cells_.size());
    std::fill_n(cells_.begin(), end, Cell{});
}

void EditedLine::erase_all() {
    changed(0);
    cells_.clear();
}

void EditedLine::erase(std::size_t count) {
    if (cursor_ >= cells_.size()) return;
    changed(cursor_);
    const auto end = cursor_ + std::min(count, cells_.size() - cursor_);
    for (std::size_t at = cursor_; at < end; ++at) cells_[at] = {};
}

void EditedLine::remove(std::size_t count) {
    if (cursor_ >= cells_.size()) return;
    changed(cursor_);
    const auto first = cells_.begin() + static_cast<std::ptrdiff_t>(cursor_);
    cells_.erase(first, first + static_cast<std::ptrdiff_t>(std::min(count, cells_.size() - cursor_)));
}

void EditedLine::insert(std::size_t count) {
    if (cursor_ >= cells_.size()) return;
    changed(cursor_);
    cells_.insert(cells_.begin() + static_cast<std::ptrdiff_t>(cursor_), std::min(count, last_column),
                  Cell{});
}

void EditedLine::stands(std::size_t cells) {
    begun_ = true;
    at_ = cells;
    standing_ = to_cursor_ = columns_of(cells);
}

void EditedLine::was_begun(bool is_up_to_date) {
    stands(cells_.size());
    if (is_up_to_date) drawn_ = unchanged_ = cells_.size();
}

std::string EditedLine::take_off(const Frame& frame) {
    auto sequence = back_to_begin(frame);
    begun_ = false;
    drawn_.reset();
    return sequence;
}

// At least: characters of no or unknown width count for nothing, so that nobody else's rows are touched.
std::size_t EditedLine::columns_of(std::size_t cells) const {
    const auto end = cells_.begin() + static_cast<std::ptrdiff_t>(std::min(cells, cells_.size()));
    return static_cast<std::size_t>(std::count_if(cells_.begin(), end, [](const Cell& cell) {
        const auto first = static_cast<unsigned char>(cell.bytes[0]);
        const auto second = static_cast<unsigned char>(cell.bytes[1]);
        const bool latin = first >= 0xc3 && first <= 0xc9;
        const bool box = first == 0xe2 && second >= 0x94 && second <= 0x96; // what bars are drawn with
        return first < 0x80 || latin || box;
    }));
}

// Behind the last column of a row the cursor waits in it for what comes next.
std::size_t EditedLine::row_of_cursor(const Frame& frame) const {
    const std::size_t before = frame.indent + to_cursor_;
    return (before > 0 && to_cursor_ == standing_ ? before - 1 : before) / frame.size.columns;
}

std::string EditedLine::back_to_begin(const Frame& frame) const {
    const std::size_t rows = row_of_cursor(frame);
    std::string sequence = rows == 0 ? "\r" : fmt::format("\x1b[{}A\r", rows);
    return sequence += erase_rest(frame);
}

std::string_view EditedLine::erase_rest(const Frame& frame) const {
    return frame.indent + standing_ > frame.size.columns ? "\x1b[J" : "\x1b[K";
}

void EditedLine::draw_cells(std::size_t from, std::string& out) const {
    Colors colors;
    for (std::size_t at = from; at < cells_.size(); ++at) {
        const Cell& cell = cells_[at];
        if (!same(colors, cell.colors)) {
            if (colors) out += reset;
            if (cell.colors) out += *cell.colors;
            colors = cell.colors;
        }
        out.append(cell.bytes.data(), cell.count);
    }
    if (colors) out += reset;
}

void EditedLine::draw(const Frame& frame, std::string& out) {
    const auto from = std::min(unchanged_, cells_.size());
    if (can_go_on_at(from, frame)) {
        if (from < at_) out += fmt::format("\x1b[{}D", at_ - from);
        if (from > at_) out += fmt::format("\x1b[{}C", from - at_);
        draw_cells(from, out);
        if (cells_.size() < *drawn_) out += erase_rest(frame);
    } else {
        if (begun_) ((out += back_to_begin(frame)) += reset) += frame.prefix;
        draw_cells(0, out);
    }
    stands(cells_.size());
    drawn_ = unchanged_ = cells_.size();
}

// What is new at the end is drawn there, and so is what is erased in the last row of several: that does not
// depend on how wide the characters before it are.
bool EditedLine::can_go_on_at(std::size_t from, const Frame& frame) const {
    if (!drawn_) return false;
    if (at_ == *drawn_ && from >= at_) return true;
    const auto [first, last] = std::minmax(from, at_);
    const auto columns = frame.size.columns;
    if (frame.indent + *drawn_ <= columns || last - first > nearby || last > cells_.size() + nearby)
        return false;
    // Behind the last column an erasure would take the character that stands in it.
    if ((frame.indent + columns_of(cells_.size())) % columns == 0) return false;
    const auto to = frame.indent + columns_of(from);
    if (to % columns == 0 || to / columns != row_of_cursor(frame)) return false;
    const auto end = cells_.begin() + static_cast<std::ptrdiff_t>(std::min(last, cells_.size()));
    return std::all_of(cells_.begin() + static_cast<std::ptrdiff_t>(std::min(first, cells_.size())), end,
                       [](const Cell& cell) { return cell.count == 1; });
}

void EditedLine::place_cursor(const Frame& frame, std::string& out) {
    if (cursor_ >= cells_.size()) return;
    const std::size_t columns = frame.size.columns;
    const std::size_t to = frame.indent + columns_of(cursor_);
    const bool behind_the_row = (frame.indent + standing_) % columns == 0;
    if (to / columns == row_of_cursor(frame) && !behind_the_row) {
        out += fmt::format("\x1b[{}D", cells_.size() - cursor_);
    } else {
        if (const auto up = row_of_cursor(frame) - to / columns; up > 0) out += fmt::format("\x1b[{}A", up);
        out += '\r';
        if (to % columns > 0) out += fmt::format("\x1b[{}C", to % columns);
    }
    at_ = cursor_;
    to_cursor_ = to - frame.indent;
}

} // namespace ganger::core
