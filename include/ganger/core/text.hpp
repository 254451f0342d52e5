// Bytes of a user's file as lines of text: byte order marks, UTF-16, CR before LF.
#pragma once

#include <ganger/core/position.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct Decoded {
    std::string text; // UTF-8, or the bytes as they are where they are not UTF-8; no BOM
    std::vector<Diagnostic> diagnostics;
};

Decoded decode(std::string_view bytes, const std::string& file);

// The closest of `known` to `word`, if it is close enough to be a typing error.
std::string closest(std::string_view word, const std::vector<std::string>& known);

} // namespace ganger::core
