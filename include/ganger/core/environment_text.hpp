// An environment as text that can be read back as a .env file, and where its values come from.
#pragma once

#include <ganger/core/environment.hpp>

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace ganger::core {

// KEY=value, quoted where it has to be; several lines where the value has them. A name that no .env can hold
// gives a comment.
std::string dotenv_assignment(std::string_view name, std::string_view value);

// "--set, hides ganger.toml:12, .env:3"
std::string explanation(const Variable& variable);

// In the environment that ganger was started with, and nothing of ours has touched it.
bool is_merely_inherited(const Variable& variable);

// As it may be shown.
struct ShownEnvironment {
    Environment variables;
    std::set<std::string, std::less<>> hidden; // those whose values stand there with "***" for what is secret
};

enum class Secrets { hidden, shown };
ShownEnvironment as_shown(Environment environment, Secrets secrets);

// `explain`: with explanations; of what is merely inherited only the names, at the end.
enum class EnvironmentForm { values, explain };

// Sorted by name; what is hidden is named in the last line.
std::string environment_text(const ShownEnvironment& environment, EnvironmentForm form);

} // namespace ganger::core
