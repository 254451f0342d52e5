// Is a line of an app a JSON object that may get one member more?
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ganger::core {

struct JsonObject {
    std::string_view text; // from { to }
    bool empty = false;
    std::string_view level; // what its member "level", or "severity", is, as it is written
};

// Nothing for what is no JSON object (RFC 8259), is nested deeper than a hundred times, has half a surrogate
// pair, which many readers refuse, or has a member "ganger" already. Bytes that are no UTF-8 are not looked
// at.
std::optional<JsonObject> json_object(std::string_view line);

} // namespace ganger::core
