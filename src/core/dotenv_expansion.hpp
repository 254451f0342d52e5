// The value of one .env assignment: escapes and $NAME, ${NAME…}. Time and space are bounded whatever the text
// is.
#pragma once

#include <ganger/core/dotenv.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

enum class Quoting { bare, double_quoted }; // 'single quoted' text is the value as it stands

struct ValueProblem {
    Severity severity = Severity::warning;
    Code code{};
    std::string message;
};

struct ExpandedValue {
    std::string text;
    std::vector<ValueProblem> problems;
};

// How much text substitutions may insert in one file, all together: a few lines of `A=$B$B` could else make
// terabytes.
inline constexpr std::size_t max_inserted_bytes = std::size_t{1} << 20;
// ${A:-${B:-…}}: deeper ones are kept as text.
inline constexpr std::size_t max_expansion_depth = 32;

struct ExpansionContext {
    ExpansionScope::Lookup lookup;
    bool expand = true;
    std::size_t may_insert = max_inserted_bytes; // what is left of it
};

// `raw` is the value without its quotes; `key` is for the messages.
ExpandedValue expand_value(std::string_view raw, Quoting quoting, std::string_view key,
                           ExpansionContext& context);

} // namespace ganger::core
