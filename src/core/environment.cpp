#include <ganger/core/environment.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace ganger::core {

namespace {

// LISTEN_PORT and LISTEN_ADDR are names that apps use, so systemd's are named one by one.
constexpr std::array<std::string_view, 16> service_variables{
    "NOTIFY_SOCKET",        "LISTEN_FDS",     "LISTEN_PID",
    "LISTEN_FDNAMES",       "LISTEN_PIDFDID", "WATCHDOG_USEC",
    "WATCHDOG_PID",         "INVOCATION_ID",  "JOURNAL_STREAM",
    "SYSTEMD_EXEC_PID",     "MAINPID",        "MANAGERPID",
    "MANAGERPIDFDID",       "FDSTORE",        "MEMORY_PRESSURE_WATCH",
    "MEMORY_PRESSURE_WRITE"};

// What our shell noted about itself: the program it started last, the folder it came from.
constexpr std::array<std::string_view, 2> shell_notes{"_", "OLDPWD"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_identifier(std::string_view name) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    return !name.empty() && letters.find(name.front()) != std::string_view::npos &&
           std::all_of(name.begin(), name.end(), [&](char c) {
               return letters.find(c) != std::string_view::npos || (c >= '0' && c <= '9');
           });
}

std::string_view secret_value(std::string_view bytes) {
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);
    return bytes;
}

// Lays the sources over each other, from those that lose to those that win.
class Layers {
  public:
    explicit Layers(const EnvironmentSources& sources);
    EnvironmentReading read();

  private:
    using Values = std::map<std::string, std::string_view, std::less<>>;
    // What wins over the file that is being read, as far as it is known by then: --set always, and …
    struct Above {
        std::size_t first_named = 0; // … the secrets from this -e on
        bool inherited = false;      // … what ganger was started with
    };

    void add_found();
    void add_inherited();
    void add_file(const EnvironmentFile& file, OriginKind origin, const Above& above);
    void add_secrets(const SecretsFolder& folder);
    void assign_from_file(const std::string& key, Variable variable);
    void report(const std::string& file, Severity severity, Code code, std::string message);
    void find_hidden();
    std::optional<std::string_view> look_above(std::string_view name, const Above& above) const;
    std::optional<std::string_view> look_below(std::string_view name) const;

    const EnvironmentSources& sources_;
    Values inherited_; // less what leaks
    Values set_;
    std::map<std::string, FileAssignment, std::less<>> assigned_;
    EnvironmentReading reading_;
};

Layers::Layers(const EnvironmentSources& sources) : sources_{sources} {
    for (const auto& [name, value] : sources.inherited) {
        if (!leaks(name)) inherited_.emplace(name, value); // of two the first counts, as for getenv
    }
    for (const auto& [name, value] : sources.set) set_.insert_or_assign(name, value);
}

std::optional<std::string_view> find(const std::map<std::string, std::string_view, std::less<>>& values,
                                     std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::string_view> find(const SecretsFolder& folder, std::string_view name) {
    const auto found = std::find_if(folder.values.begin(), folder.values.end(),
                                    [&](const auto& secret) { return secret.first == name; });
    if (found == folder.values.end() || name.starts_with('.')) return std::nullopt;
    return secret_value(found->second);
}

std::optional<std::string_view> Layers::look_above(std::string_view name, const Above& above) const {
    if (const auto value = find(set_, name)) return value;
    for (std::size_t index = sources_.named.size(); index > above.first_named; --index) {
        const auto* const folder = std::get_if<SecretsFolder>(&sources_.named[index - 1]);
        if (folder == nullptr) continue;
        if (const auto value = find(*folder, name)) return value;
    }
    return above.inherited ? find(inherited_, name) : std::nullopt;
}

std::optional<std::string_view> Layers::look_below(std::string_view name) const {
    const auto found = reading_.environment.find(name);
    return found == reading_.environment.end() ? std::nullopt
                                               : std::optional<std::string_view>{found->second.value};
}

void Layers::assign_from_file(const std::string& key, Variable variable) {
    assigned_.insert_or_assign(key, FileAssignment{key, variable.value, variable.file, variable.line});
    assign(reading_.environment, key, std::move(variable));
}

void Layers::report(const std::string& file, Severity severity, Code code, std::string message) {
    reading_.diagnostics.push_back({file, 0, 0, severity, code, std::move(message)});
}

void Layers::add_file(const EnvironmentFile& file, OriginKind origin, const Above& above) {
    const ExpansionScope scope{[&](std::string_view name) { return look_above(name, above); },
                               [&](std::string_view name) { return look_below(name); }};
    DotenvReading read = read_dotenv(file.bytes, file.name, scope, {sources_.expand});
    std::move(read.diagnostics.begin(), read.diagnostics.end(), std::back_inserter(reading_.diagnostics));
    if (!read.assignments) {
        reading_.refused = true;
        return;
    }
    for (Assignment& assignment : *read.assignments)
        assign_from_file(assignment.key, {std::move(assignment.value), origin, file.name, assignment.line});
}

void Layers::add_secrets(const SecretsFolder& folder) {
    for (const auto& [name, bytes] : folder.values) {
        if (name.empty() || name.starts_with('.')) continue;
        const std::string file = folder.name + (folder.name.ends_with('/') ? "" : "/") + name;
        if (name.find('=') != std::string::npos) {
            report(file, Severity::error, Code::bad_key,
                   "the name of a variable cannot hold '='; rename the file");
            continue;
        }
        if (bytes.find('\0') != std::string::npos) {
            report(file, Severity::error, Code::nul, "a variable cannot hold a NUL byte");
            reading_.refused = true;
            continue;
        }
        if (!is_identifier(name)) {
            report(file, Severity::warning, Code::odd_key,
                   fmt::format("a shell cannot hold {}", in_quotes(name)));
        }
        assign_from_file(name, {std::string{secret_value(bytes)}, OriginKind::secret, file, 0});
    }
}

void Layers::add_inherited() {
    for (const auto& [name, value] : inherited_)
        assign(reading_.environment, name, {std::string{value}, OriginKind::inherited, {}, 0});
}

void Layers::add_found() {
    if (!sources_.found) {
        add_inherited();
    } else if (sources_.override_inherited) {
        add_inherited();
        add_file(*sources_.found, OriginKind::found_file, {});
    } else {
        add_file(*sources_.found, OriginKind::found_file, {0, true});
        add_inherited();
    }
}

// What stands in the found file, and lost to an inherited value that differs.
void Layers::find_hidden() {
    for (const auto& [key, assignment] : assigned_) {
        const auto winner = reading_.environment.find(key);
        if (winner->second.origin == OriginKind::inherited && winner->second.value != assignment.value) {
            reading_.hidden.push_back(key);
        }
    }
}

EnvironmentReading Layers::read() {
    add_found();
    for (std::size_t index = 0; index < sources_.named.size(); ++index) {
        const NamedSource& source = sources_.named[index];
        if (const auto* const file = std::get_if<EnvironmentFile>(&source)) {
            add_file(*file, OriginKind::named_file, {index + 1, false});
        } else {
            add_secrets(std::get<SecretsFolder>(source));
        }
    }
    for (const auto& [name, value] : set_)
        assign(reading_.environment, name, {std::string{value}, OriginKind::set_option, {}, 0});
    find_hidden();
    for (auto& [key, assignment] : assigned_) reading_.assigned.push_back(std::move(assignment));
    return std::move(reading_);
}

} // namespace

std::string origin_text(const Origin& origin) {
    switch (origin.kind) {
    case OriginKind::found_file:
    case OriginKind::named_file:
    case OriginKind::settings:
        return fmt::format("{}:{}", origin.file, origin.line);
    case OriginKind::secret:
        return origin.file;
    case OriginKind::inherited:
        return "the environment";
    case OriginKind::set_option:
        return "--set";
    case OriginKind::ganger:
        return "ganger";
    }
    return {};
}

Origin origin_of(const Variable& variable) {
    return {variable.origin, variable.file, variable.line};
}

void assign(Environment& environment, const std::string& name, Variable variable) {
    const auto [place, is_new] = environment.try_emplace(name);
    Variable& known = place->second;
    if (!is_new) {
        variable.hides = std::move(known.hides);
        variable.hides.insert(variable.hides.begin(), {known.origin, std::move(known.file), known.line});
    }
    known = std::move(variable);
}

EnvironmentReading read_environment(const EnvironmentSources& sources) {
    return Layers{sources}.read();
}

bool leaks(std::string_view name) {
    return name.starts_with("GANGER_") || contains(service_variables, name) || contains(shell_notes, name);
}

bool follows_the_process(std::string_view name) {
    return name == "GANGER_ID" || contains(service_variables, name);
}

} // namespace ganger::core
