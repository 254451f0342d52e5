// What `ganger check --json` prints. JSON is named in control/codec.cpp only.
#pragma once

#include <ganger/core/command_form.hpp>
#include <ganger/core/environment.hpp>
#include <ganger/core/procfile.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganger::control {

struct CheckReport {
    std::optional<core::Procfile> procfile;
    std::vector<core::CommandStart> starts; // one for each entry, or none: how they start is not known
    std::optional<std::vector<core::FileAssignment>> environment;
    std::vector<core::Diagnostic> diagnostics;
    bool show_values = false;
};

// One document, one line: {"procfile": [{"name", "command", "line"[, "start"[, "why"]]}] | null, "env": {KEY:
// {"file", "line"[, "value"]}} | null, "diagnostics": [{"file", "line", "column", "severity", "code",
// "message"}]}. Bytes that are no UTF-8 become U+FFFD.
std::string to_json(const CheckReport& report);

} // namespace ganger::control
