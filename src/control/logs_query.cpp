#include "parameters.hpp"

#include <ganger/control/logs_query.hpp>
#include <ganger/core/text.hpp>
#include <ganger/core/utc_time.hpp>

#include <fmt/format.h>

#include <charconv>

namespace ganger::control {

namespace {

bool take_lines(std::string_view value, core::LogQuery& query) {
    if (value == "all") {
        query.lines.reset();
        return true;
    }
    std::size_t lines = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), lines);
    query.lines = lines;
    return error == std::errc{} && end == value.data() + value.size();
}

bool take(std::string_view name, std::string_view value, core::LogQuery& query) {
    if (name == "n") return take_lines(value, query);
    if (name == "name") {
        query.names.emplace_back(value);
        return !value.empty();
    }
    if (name == "since") {
        query.since = core::read_utc(value);
        return query.since.has_value();
    }
    query.follow = value == "1";
    return name == "follow" && (value == "0" || value == "1");
}

} // namespace

tl::expected<ReadLogs, Answer> read_logs_query(std::string_view query) {
    constexpr unsigned bad_request = 400;
    ReadLogs command;
    const auto unknown = take_parameters(query, [&](const std::string& name, const std::string& value) {
        return take(name, value, command.query);
    });
    if (!unknown) return command;
    return tl::unexpected(refusal(bad_request, "bad-request",
                                  {fmt::format("{} is not known here", core::in_quotes(*unknown)),
                                   "n=100 or n=all, name=web.1, follow=1, since=2026-11-21T13:03:07.123Z"}));
}

std::string logs_target(const core::LogQuery& query) {
    std::string target = "/v1/logs?n=" + (query.lines ? std::to_string(*query.lines) : "all");
    for (const auto& name : query.names) target += "&name=" + percent_encoded(name);
    if (query.since) target += "&since=" + core::utc_text(*query.since);
    if (query.follow) target += "&follow=1";
    return target;
}

} // namespace ganger::control
