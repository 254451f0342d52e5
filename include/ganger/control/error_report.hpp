// What a verb prints with --json instead of its document when it can't do its work.
#pragma once

#include <ganger/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganger::control {

// {"error": {"code", "message", "hint"}}, one line. Codes never change.
std::string to_json(std::string_view code, const Error& error);

// What such a document says.
std::optional<Error> read_error(std::string_view document);

} // namespace ganger::control
