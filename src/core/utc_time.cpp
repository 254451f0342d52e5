#include <ganger/core/utc_time.hpp>

#include <fmt/format.h>

#include <charconv>

namespace ganger::core {

namespace {

using namespace std::chrono;

constexpr std::string_view pattern = "0000-00-00T00:00:00.000Z";

bool has_its_form(std::string_view text) {
    if (text.size() != pattern.size()) return false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool digit = text[at] >= '0' && text[at] <= '9';
        if (pattern[at] == '0' ? !digit : text[at] != pattern[at]) return false;
    }
    return true;
}

int number(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

} // namespace

std::string utc_text(Wall time) {
    const sys_time<nanoseconds> at(time.time_since_epoch());
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<milliseconds>(at - day));
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<Wall> read_utc(std::string_view text) {
    if (!has_its_form(text)) return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) { return number(text.substr(at, size)); };
    const year_month_day date{year(part(0, 4)), month(static_cast<unsigned>(part(5, 2))),
                              day(static_cast<unsigned>(part(8, 2)))};
    if (!date.ok()) return std::nullopt;
    const auto time =
        hours(part(11, 2)) + minutes(part(14, 2)) + seconds(part(17, 2)) + milliseconds(part(20, 3));
    return Wall(sys_days(date).time_since_epoch() + time);
}

} // namespace ganger::core
