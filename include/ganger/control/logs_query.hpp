// What is asked of the history: `GET /v1/logs?n=100&name=web.1&follow=1&since=2026-11-21T13:03:07.123Z`.
#pragma once

#include <ganger/control/api.hpp>

#include <string>
#include <string_view>

namespace ganger::control {

// `name` may come more than once; n=all: everything.
tl::expected<ReadLogs, Answer> read_logs_query(std::string_view query);

std::string logs_target(const core::LogQuery& query);

} // namespace ganger::control
