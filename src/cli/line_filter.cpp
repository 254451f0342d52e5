#include "line_filter.hpp"

#include <ganger/core/text.hpp>

#include <boost/regex.hpp>
#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace ganger::cli {

struct LineFilter::Impl {
    std::string expression;
    boost::regex regex;
};

namespace {

constexpr char escape = '\x1b';

std::string without_sequences(std::string_view line) {
    std::string seen;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != escape || at + 1 == line.size() || line[at + 1] != '[') {
            seen += line[at];
            continue;
        }
        at = line.find_first_not_of("0123456789;:?", at + 2); // behind which one character ends it
        if (at == std::string_view::npos) break;
    }
    return seen;
}

// What the library says, without the place that it draws.
std::string reason_of(const boost::regex_error& error) {
    std::string_view text = error.what();
    text = text.substr(0, text.find(".  The error occurred"));
    std::string reason{text.substr(0, text.find_last_not_of(" .") + 1)};
    if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z')
        reason[0] = static_cast<char>(reason[0] + 'a' - 'A');
    return reason;
}

} // namespace

LineFilter::LineFilter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LineFilter::LineFilter(LineFilter&&) noexcept = default;
LineFilter& LineFilter::operator=(LineFilter&&) noexcept = default;
LineFilter::~LineFilter() = default;

Result<LineFilter> LineFilter::of(const std::string& expression) {
    try {
        return LineFilter(
            std::make_unique<Impl>(Impl{expression, boost::regex(expression, boost::regex::perl)}));
    } catch (const boost::regex_error& error) {
        return failure(fmt::format("-g {}: {}", core::in_quotes(expression), reason_of(error)),
                       "\\ before a character that means nothing but itself: -g 'f\\(x\\)'");
    }
}

Result<bool> LineFilter::matches(std::string_view line) const {
    try {
        if (line.find(escape) == std::string_view::npos)
            return boost::regex_search(line.begin(), line.end(), impl_->regex);
        return boost::regex_search(without_sequences(line), impl_->regex);
    } catch (const std::runtime_error&) { // by the library's own bounds of time and memory
        return failure(fmt::format("-g {} is too hard for a line of {} bytes",
                                   core::in_quotes(impl_->expression), line.size()),
                       "a repetition within a repetition, as (a+)+, has more ways than can be tried");
    }
}

} // namespace ganger::cli
