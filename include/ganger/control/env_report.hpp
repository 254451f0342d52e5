// What `ganger env --json` prints. JSON is named in control/codec.cpp only.
#pragma once

#include <ganger/core/environment.hpp>
#include <ganger/core/instance.hpp>

#include <optional>
#include <string>

namespace ganger::control {

struct EnvReport {
    std::string app;
    std::optional<core::InstanceName> instance; // nothing: what is the same for all
    core::Environment environment;
    bool show_values = false; // also those of secrets
};

// One document, one line: {"app", "type", "instance", "name", "env": {KEY: {"value", "hidden", "from",
// "hides":
// []}}}; "from" and each of "hides" is {"kind", "text"[, "file", "line"]}. A value that is "hidden" is shown
// with "***" for what is secret.
std::string to_json(const EnvReport& report);

} // namespace ganger::control
