// Bytes of a user's file as text (byte order marks, UTF-16, CR before LF), and text of a user in messages and
// JSON.
#pragma once

#include <ganger/core/position.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct Decoded {
    std::string text; // UTF-8, or the bytes as they are where they are not UTF-8; no BOM, no CR before LF
    std::vector<Diagnostic> diagnostics;
};

Decoded decode(std::string_view bytes, const std::string& file);

// Every byte that belongs to no well-formed UTF-8 sequence becomes U+FFFD, as far as the sequence was well
// begun at once.
std::string valid_utf8(std::string_view bytes);

// 'text' for a message: control characters and bytes that are no UTF-8 made harmless, cut when long.
std::string in_quotes(std::string_view text);

// The closest of `known` to `word`, if it is close enough to be a typing error or an abbreviation; else
// empty.
std::string closest(std::string_view word, const std::vector<std::string>& known);

} // namespace ganger::core
