// What several documents share.
#pragma once

#include <ganger/core/text.hpp>
#include <ganger/core/time.hpp>
#include <ganger/core/utc_time.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <cstdint>
#include <limits>
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

inline boost::json::value time_json(const std::optional<core::Wall>& time) {
    if (!time) return nullptr;
    return boost::json::value(core::utc_text(*time));
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

// ---- Reading: what is missing or of another kind is left as it was.

inline const boost::json::value* member(const boost::json::object& object, std::string_view name) {
    return object.if_contains(name);
}

inline void read(const boost::json::object& object, std::string_view name, std::string& to) {
    if (const auto* value = member(object, name); value != nullptr && value->is_string())
        to.assign(value->get_string().data(), value->get_string().size());
}

inline void read(const boost::json::object& object, std::string_view name, bool& to) {
    if (const auto* value = member(object, name); value != nullptr && value->is_bool())
        to = value->get_bool();
}

template <class Number>
std::optional<Number> number(const boost::json::object& object, std::string_view name) {
    const auto* value = member(object, name);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    const auto wide = value->get_int64();
    if (wide < 0 || static_cast<std::uint64_t>(wide) > std::numeric_limits<Number>::max())
        return std::nullopt;
    return static_cast<Number>(wide);
}

inline std::optional<core::Wall> time_of(const boost::json::object& object, std::string_view name) {
    std::string text;
    read(object, name, text);
    return core::read_utc(text);
}

} // namespace ganger::control
