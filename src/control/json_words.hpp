// What several documents share.
#pragma once

#include <ganger/core/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::control {

inline boost::json::array array_of(const std::vector<std::string>& words) {
    boost::json::array array;
    for (const auto& word : words) array.push_back(boost::json::value(core::valid_utf8(word)));
    return array;
}

// What may hold paths, which are bytes, is taken as it is; what is only names has to be UTF-8.
enum class Texts { utf8, bytes };

// Nothing: it is no JSON, or no object.
inline std::optional<boost::json::object> parse_object(std::string_view document, Texts texts) {
    boost::json::error_code error;
    boost::json::parse_options options;
    options.allow_invalid_utf8 = texts == Texts::bytes;
    auto value = boost::json::parse(document, error, {}, options);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

} // namespace ganger::control
