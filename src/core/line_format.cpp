#include <ganger/core/line_format.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace ganger::core {

namespace {

using namespace std::chrono;

std::string iso_stamp(sys_time<nanoseconds> local, milliseconds ms, seconds offset) {
    const auto day = floor<days>(local);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(local - day));
    const auto minutes_off = std::abs(duration_cast<minutes>(offset).count());
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}",
                       static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count(), ms.count(), offset.count() < 0 ? '-' : '+', minutes_off / 60,
                       minutes_off % 60);
}

} // namespace

LineFormat settled(LineFormat format) {
    const bool json = format.log_format == LogFormat::json;
    if (!json && format.log_format != LogFormat::raw) return format;
    format.names = false;
    format.colors = false;
    format.terminal = false;
    format.timestamps = json ? Timestamps::ms : Timestamps::none;
    return format;
}

namespace {

std::string known_stamp_text(Timestamps timestamps, const Stamp& stamp) {
    const sys_time<nanoseconds> local(stamp.wall.time_since_epoch() + stamp.utc_offset);
    const hh_mm_ss clock(floor<seconds>(local - floor<days>(local)));
    const auto ms = duration_cast<milliseconds>(local - floor<seconds>(local));
    const auto h = clock.hours().count();
    const auto m = clock.minutes().count();
    const auto s = clock.seconds().count();
    switch (timestamps) {
    case Timestamps::none:
        return {};
    case Timestamps::time:
        return fmt::format("{:02}:{:02}:{:02}", h, m, s);
    case Timestamps::ms:
        return fmt::format("{:02}:{:02}:{:02}.{:03}", h, m, s, ms.count());
    case Timestamps::iso:
        return iso_stamp(local, ms, stamp.utc_offset);
    }
    return {};
}

} // namespace

std::string stamp_text(Timestamps timestamps, const Stamp& stamp) {
    auto text = known_stamp_text(timestamps, stamp);
    if (stamp.wall == Wall{}) text.assign(text.size(), ' ');
    return text;
}

std::string prefix_of(const LineFormat& format, std::string_view name, std::string_view color,
                      const Stamp& stamp) {
    std::string prefix = stamp_text(format.timestamps, stamp);
    if (format.names || name == "ganger") {
        if (!prefix.empty()) prefix += ' ';
        const std::size_t begin = prefix.size();
        prefix += name;
        prefix.resize(std::max(prefix.size(), begin + format.name_width), ' ');
        prefix += " |";
    }
    if (prefix.empty()) return prefix;
    if (format.colors && !color.empty()) prefix = fmt::format("{}{}\x1b[0m", color, prefix);
    return prefix += ' ';
}

} // namespace ganger::core
