#include "log_codec.hpp"

#include <ganger/control/file_line.hpp>
#include <ganger/core/line_format.hpp>
#include <ganger/core/log_history.hpp>
#include <ganger/core/utc_time.hpp>

#include <algorithm>
#include <charconv>
#include <string>

namespace ganger::control {

namespace {

constexpr std::string_view zone_form = "+00:00";
constexpr std::size_t time_size = std::string_view("2026-11-21T14:03:07.123").size();
constexpr std::size_t stamp_size = time_size + zone_form.size();

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// "+01:00"
std::optional<std::chrono::minutes> read_zone(std::string_view text) {
    for (std::size_t at = 1; at < zone_form.size(); ++at)
        if (zone_form[at] == '0' ? !is_digit(text[at]) : text[at] != zone_form[at]) return {};
    if (text[0] != '+' && text[0] != '-') return {};
    const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    const auto offset = std::chrono::hours(number(1)) + std::chrono::minutes(number(4));
    return text[0] == '-' ? -offset : offset;
}

std::optional<core::Wall> read_stamp(std::string_view text) {
    if (text.size() < stamp_size) return {};
    const auto local = core::read_utc(std::string(text.substr(0, time_size)) + 'Z');
    const auto zone = read_zone(text.substr(time_size, zone_form.size()));
    if (!local || !zone) return {};
    return *local - *zone;
}

bool is_type(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    });
}

bool read_name(std::string_view name, core::LogRecord& record) {
    record.type = name.substr(0, name.find('.'));
    if (name == core::own_type) return true;
    if (!is_type(record.type) || record.type.size() == name.size()) return false;
    const auto digits = name.substr(record.type.size() + 1);
    const auto* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, record.instance);
    return read.ec == std::errc{} && read.ptr == end;
}

// An app may well end a line with such a mark; but not behind as much as a part has.
void unmark(core::LogRecord& record) {
    std::string_view text = record.text;
    if (text.size() < core::part_size + core::cut_mark.size() || !text.ends_with(core::cut_mark)) return;
    text.remove_suffix(core::cut_mark.size());
    record.cut = true;
    record.continued = text.size() > core::part_size && text.starts_with(core::continued_mark);
    if (record.continued) text.remove_prefix(core::continued_mark.size());
    record.text = std::string(text);
}

// "2026-11-21T14:03:07.123+01:00 web.1    | text"
std::optional<core::LogRecord> read_plain_line(std::string_view line) {
    constexpr std::string_view divider = " | ";
    const auto time = read_stamp(line);
    if (!time || line.substr(stamp_size, 1) != " ") return {};
    line.remove_prefix(stamp_size + 1);
    const auto name = line.substr(0, line.find(' '));
    const auto behind = line.find_first_not_of(' ', name.size());
    if (behind == std::string_view::npos || !line.substr(behind - 1).starts_with(divider)) return {};
    core::LogRecord record;
    if (!read_name(name, record)) return {};
    record.time = *time;
    record.text = line.substr(behind - 1 + divider.size());
    unmark(record);
    return record;
}

} // namespace

void read_as_last_part(core::LogRecord& record) {
    if (record.continued || !record.text.starts_with(core::continued_mark)) return;
    record.continued = true;
    record.text.erase(0, core::continued_mark.size());
}

std::optional<core::LogRecord> read_file_line(std::string_view line) {
    return line.starts_with('{') ? read_json_line(line) : read_plain_line(line);
}

} // namespace ganger::control
