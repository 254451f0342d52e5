// Reading a .env file (Procfile(5)). Nothing is ever executed.
#pragma once

#include <ganger/core/position.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct Assignment {
    std::string key;
    std::string value; // after expansion
    std::size_t line = 0;
};

struct DotenvReading {
    std::optional<std::vector<Assignment>>
        assignments; // each key once, at its last line; empty for NUL or an unclosed quote
    std::vector<Diagnostic> diagnostics;
};

// What an expansion sees beside the file itself: the value the process would get, as far as it is known at
// that line.
struct ExpansionScope {
    using Lookup = std::function<std::optional<std::string_view>(std::string_view)>;
    Lookup above; // layers that win over this file; asked first
    Lookup below; // layers that this file wins over; asked last
};

struct DotenvOptions {
    bool expand = true; // false: foreman's behaviour, `$` is text
};

DotenvReading read_dotenv(std::string_view bytes, const std::string& file, const ExpansionScope& scope,
                          DotenvOptions options = {});

} // namespace ganger::core
