#include <ganger/core/run_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ganger::core {

namespace {

constexpr std::size_t digits_of_app = 12;

template <class Number>
bool read_all(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

bool is_hex(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What stands before the separator, which goes, too; all of it where there is none.
std::string_view take_until(std::string_view& text, char separator) {
    const auto word = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

} // namespace

std::optional<RunName> parse_run(std::string_view text) {
    RunName run;
    run.app = take_until(text, '-');
    const auto pid = take_until(text, '-');
    const auto start_time = take_until(text, '-');
    run.random = text;
    const bool makes_sense = run.app.size() == digits_of_app && is_hex(run.app) && is_hex(run.random) &&
                             read_all(pid, run.pid) && run.pid > 0 && read_all(start_time, run.start_time);
    if (!makes_sense) return std::nullopt;
    return run;
}

std::string text_of(const RunName& run) {
    return fmt::format("{}-{}-{}-{}", run.app, run.pid, run.start_time, run.random);
}

std::optional<Mark> parse_mark(std::string_view text) {
    auto run = parse_run(take_until(text, '.'));
    const auto dot = text.rfind('.');
    std::uint64_t launch = 0;
    if (!run || dot == std::string_view::npos || dot == 0 || !read_all(text.substr(dot + 1), launch))
        return std::nullopt;
    return Mark{std::move(*run), std::string(text.substr(0, dot)), LaunchId{launch}};
}

std::string mark_text(std::string_view run, std::string_view instance, LaunchId launch) {
    return fmt::format("{}.{}.{}", run, instance, static_cast<std::uint64_t>(launch));
}

} // namespace ganger::core
