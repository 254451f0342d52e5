// The environment of the app: layers, who wins, and where each value comes from.
#pragma once

#include <ganger/core/dotenv.hpp>
#include <ganger/core/position.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ganger::core {

enum class OriginKind { found_file, inherited, named_file, secret, settings, set_option, ganger };

struct Origin {
    OriginKind kind{};
    std::string file; // where it comes from a file
    std::size_t line = 0;
};

// ".env:3", "the environment", "--set", "ganger"
std::string origin_text(const Origin& origin);

struct Variable {
    std::string value;
    OriginKind origin{};
    std::string file; // where it comes from a file
    std::size_t line = 0;
    std::vector<Origin> hides{}; // the layers that it beat, the strongest first
};

Origin origin_of(const Variable& variable);

using Environment = std::map<std::string, Variable, std::less<>>;

// Lays a value over what is there, and notes what it hides.
void assign(Environment& environment, const std::string& name, Variable variable);

// As a process gets it.
using EnvironmentValues = std::map<std::string, std::string, std::less<>>;

// A file as read by the caller: core reads no files.
struct EnvironmentFile {
    std::string name; // as it is to be called in messages
    std::string bytes;
};
// A folder given to -e: one variable per regular file. `values` are names and bytes as they stand there: what
// begins with "." is skipped, and one final newline removed, here.
struct SecretsFolder {
    std::string name;
    std::vector<std::pair<std::string, std::string>> values;
};
using NamedSource = std::variant<EnvironmentFile, SecretsFolder>;

struct EnvironmentSources {
    // .env in the root, unless files were named
    std::optional<EnvironmentFile> found;
    // ours, whole: what must not leak is dropped here
    std::vector<std::pair<std::string, std::string>> inherited;
    // each -e in turn
    std::vector<NamedSource> named;
    // --set K=V
    std::vector<std::pair<std::string, std::string>> set;
    // --env-override: the found .env wins over the inherited
    bool override_inherited = false;
    bool expand = true;
};

// What a file (or a file of a secrets folder: line 0) assigns.
struct FileAssignment {
    std::string key;
    std::string value; // after expansion
    std::string file;
    std::size_t line = 0;
};

struct EnvironmentReading {
    Environment environment;
    // each key once, sorted; of several files the last
    std::vector<FileAssignment> assigned;
    // names of the found .env that an inherited value hides (with another value)
    std::vector<std::string> hidden;
    std::vector<Diagnostic> diagnostics;
    // NUL or an unclosed quote in one of the files
    bool refused = false;
};

EnvironmentReading read_environment(const EnvironmentSources& sources);

// Inherited variables that are meant for ganger itself and never reach a child except on purpose: its own
// settings (GANGER_*), systemd's (NOTIFY_SOCKET, LISTEN_FDS, WATCHDOG_USEC, INVOCATION_ID, JOURNAL_STREAM,
// …), the shell's notes (_, OLDPWD).
bool leaks(std::string_view name);

// Those of them that are about the process itself, whatever it executes: systemd's, and the mark that it has.
bool follows_the_process(std::string_view name);

} // namespace ganger::core
