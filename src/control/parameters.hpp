// What stands behind the '?' of a request: names and values, of which any may be percent-encoded.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::control {

inline std::string percent_encoded(std::string_view value) {
    constexpr std::string_view harmless =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : value) {
        if (harmless.find(c) != std::string_view::npos) {
            text += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        text += {'%', digits[byte / digits.size()], digits[byte % digits.size()]};
    }
    return text;
}

// A '%' that stands for nothing stays.
inline std::string percent_decoded(std::string_view text) {
    constexpr std::size_t length = 3; // %20
    std::string value;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto code = text.substr(at, length);
        unsigned char byte = 0;
        const char* const end = code.data() + code.size();
        const bool is_code = code.size() == length && code.front() == '%' &&
                             std::from_chars(code.data() + 1, end, byte, 16).ptr == end;
        value += is_code ? static_cast<char>(byte) : text[at];
        if (is_code) at += length - 1;
    }
    return value;
}

// Gives each to `take`, as it was meant. The first one that this does not know, as it was sent.
template <class Take>
std::optional<std::string_view> take_parameters(std::string_view query, const Take& take) {
    while (!query.empty()) {
        const auto parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
        const auto equals = std::min(parameter.find('='), parameter.size());
        const auto value = parameter.substr(std::min(equals + 1, parameter.size()));
        if (!take(percent_decoded(parameter.substr(0, equals)), percent_decoded(value))) return parameter;
    }
    return std::nullopt;
}

} // namespace ganger::control
