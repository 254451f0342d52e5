// The syntax of ganger.toml. toml++ is named in settings_file.cpp only.
#pragma once

#include <ganger/core/position.hpp>
#include <ganger/core/settings_tree.hpp>

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace ganger::cli {

// `file` is the name for the diagnostic: one, since a parser of TOML stops at the first error.
tl::expected<core::SettingsTable, core::Diagnostic> parse_toml(std::string_view bytes,
                                                               const std::string& file);

} // namespace ganger::cli
