#include "settings_log.hpp"
#include "settings_process.hpp"
#include "settings_restart.hpp"
#include "settings_values.hpp"

#include <ganger/core/app_identity.hpp>
#include <ganger/core/settings.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::int64_t most_instances = 10000;
constexpr std::int64_t last_port = 65535;

// Documented for versions to come; a suggestion that looks alike would lead astray.
constexpr std::array later{"depends_on", "http",    "listen",   "liveness",
                           "ready",      "rolling", "schedule", "wait_for"};

template <class Of>
struct Key {
    std::string_view name;
    void (*read)(const SettingsReader& value, Of& of, SettingsProblems& problems);
};

template <class T>
void keep(std::optional<T> value, std::optional<T>& where) {
    if (value) where = std::move(value);
}

template <class T>
void keep(std::optional<T> value, T& where) {
    if (value) where = std::move(*value);
}

template <class T>
void keep_number(std::optional<std::int64_t> value, std::optional<T>& where) {
    if (value) where = static_cast<T>(*value);
}

void read_name(const SettingsReader& value, AppSettings& app, SettingsProblems&) {
    const auto name = value.text();
    if (name && !is_app_name(*name))
        return value.bad_value("a name is not empty and has no / and no control characters");
    keep(name, app.name);
}

void read_exit_when(const SettingsReader& value, AppSettings& app, SettingsProblems&) {
    if (const auto place = value.word(exit_when_names()))
        app.exit_when = exit_when_named(exit_when_names()[*place]);
}

const std::vector<Key<AppSettings>>& app_keys() {
    using Reader = const SettingsReader&;
    using App = AppSettings&;
    using Problems = SettingsProblems&;
    static const std::vector<Key<AppSettings>> keys{
        {"env_files", [](Reader value, App app, Problems) { keep(value.texts(), app.env_files); }},
        {"env_override", [](Reader value, App app, Problems) { keep(value.boolean(), app.env_override); }},
        {"exit_code_from", [](Reader value, App app, Problems) { keep(value.text(), app.exit_code_from); }},
        {"exit_when", read_exit_when},
        {"expand", [](Reader value, App app, Problems) { keep(value.boolean(), app.expand); }},
        {"name", read_name},
        {"port",
         [](Reader value, App app, Problems) { keep_number(value.whole_number(1, last_port), app.port); }},
        {"stop_timeout", [](Reader value, App app, Problems) { keep(value.duration(), app.stop_timeout); }},
    };
    return keys;
}

const std::vector<Key<ControlSettings>>& control_keys() {
    static const std::vector<Key<ControlSettings>> keys{{"group", read_control_group}};
    return keys;
}

const std::vector<Key<LogSettings>>& log_keys() {
    static const std::vector<Key<LogSettings>> keys{{"file", read_log_file},
                                                    {"format", read_log_format},
                                                    {"keep", read_log_keep},
                                                    {"max_age", read_log_max_age},
                                                    {"max_size", read_log_max_size}};
    return keys;
}

// A number, or false for none.
void read_port(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    const auto* const truth = std::get_if<bool>(&value.entry().value.of);
    if (truth != nullptr && !*truth) {
        type.has_port = false;
        type.port.reset();
    } else if (std::holds_alternative<std::int64_t>(value.entry().value.of)) {
        keep_number(value.whole_number(1, last_port), type.port);
        type.has_port = true;
    } else if (truth != nullptr) {
        value.bad_value("true says nothing; a number, or false for none");
    } else {
        value.wrong_type("a whole number, or false for none");
    }
}

void read_success_exit_codes(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    const auto codes = value.whole_numbers(0, 255);
    if (!codes) return;
    type.success_exit_codes.emplace({0});
    for (const auto code : *codes) type.success_exit_codes->insert(static_cast<int>(code));
}

void read_env(const SettingsReader& value, TypeSettings& type, SettingsProblems& problems) {
    const auto* const table = value.table();
    if (table == nullptr) return;
    for (const auto& entry : *table) {
        const SettingsReader item{entry, problems};
        if (entry.key.empty() || entry.key.find_first_of(std::string_view{"=\0", 2}) != std::string::npos) {
            problems.report(entry.line, entry.column, Code::bad_value,
                            fmt::format("{} can't be the name of a variable", in_quotes(entry.key)));
        } else if (auto text = item.text()) {
            type.env.insert_or_assign(
                entry.key, Variable{std::move(*text), OriginKind::settings, problems.file(), entry.line});
        }
    }
}

void read_pty(const SettingsReader& value, TypeSettings& type, SettingsProblems&) {
    if (const auto place = value.word(pty_wish_names()))
        keep(pty_wish_named(pty_wish_names()[*place]), type.pty);
}

const std::vector<Key<TypeSettings>>& type_keys() {
    using Reader = const SettingsReader&;
    using Type = TypeSettings&;
    using Problems = SettingsProblems&;
    static const std::vector<Key<TypeSettings>> keys{
        {"backoff", read_backoff},
        {"count", [](Reader value, Type type,
                     Problems) { keep_number(value.whole_number(0, most_instances), type.count); }},
        {"dir", read_dir},
        {"env", read_env},
        {"essential", [](Reader value, Type type, Problems) { keep(value.boolean(), type.essential); }},
        {"forward", read_forward},
        {"group", read_group},
        {"limits", read_limits},
        {"max", [](Reader value, Type type,
                   Problems) { keep_number(value.whole_number(1, most_instances), type.max); }},
        {"max_restarts", read_max_restarts},
        {"nice", read_nice},
        {"oom_score_adj", read_oom_score_adj},
        {"port", read_port},
        {"pty", read_pty},
        {"restart", read_restart},
        {"start", [](Reader value, Type type, Problems) { keep(value.boolean(), type.start); }},
        {"stop_scope", [](Reader value, Type type, Problems) { keep(value.scope(), type.stop_scope); }},
        {"stop_signal", [](Reader value, Type type, Problems) { keep(value.signal(), type.stop_signal); }},
        {"stop_timeout",
         [](Reader value, Type type, Problems) { keep(value.duration(), type.stop_timeout); }},
        {"success_exit_codes", read_success_exit_codes},
        {"umask", read_umask},
        {"user", read_user},
    };
    return keys;
}

template <class Of>
bool has(const std::vector<Key<Of>>& keys, std::string_view name) {
    return std::any_of(keys.begin(), keys.end(), [&](const Key<Of>& key) { return key.name == name; });
}

template <class Of>
void add_names(const std::vector<Key<Of>>& keys, std::vector<std::string>& names) {
    for (const auto& key : keys) names.emplace_back(key.name);
}

struct Section {
    std::string overlay; // "host."
    std::string name;    // "types.web"
};

// Reads the tables of one file; what is wrong is collected.
class FileReader {
  public:
    FileReader(const SettingsSource& source, const std::vector<std::string>& types, Severity unknown_type)
        : source_{source}, types_{types}, unknown_type_{unknown_type}, problems_{source.file} {}

    SettingsReading read(Profile profile);

  private:
    void read_place(const SettingsTable& table, std::string_view where, bool overlay, Settings& settings);
    void read_types(const SettingsTable& table, const std::string& overlay, Settings& settings);
    void check_type(const SettingsEntry& entry);
    template <class Of>
    void read_keys(const SettingsTable& table, const std::vector<Key<Of>>& keys, const Section& section,
                   Of& of, Settings& settings);
    void unknown(const SettingsEntry& entry, std::string_view where, std::vector<std::string> known);

    const SettingsSource& source_;
    const std::vector<std::string>& types_;
    Severity unknown_type_;
    SettingsProblems problems_;
};

void FileReader::unknown(const SettingsEntry& entry, std::string_view where, std::vector<std::string> known) {
    const auto place = where.empty() ? std::string{} : fmt::format(" in [{}]", where);
    std::string hint;
    const auto near = closest(entry.key, known);
    if (std::find(later.begin(), later.end(), entry.key) != later.end()) {
        hint = "this version does not have it";
    } else if (!near.empty()) {
        hint = fmt::format("did you mean '{}'?", near);
    } else if (has(app_keys(), entry.key)) {
        hint = "it belongs into [app]";
    } else if (has(type_keys(), entry.key)) {
        hint = "it belongs into [types.NAME]";
    } else if (has(log_keys(), entry.key)) {
        hint = "it belongs into [log]";
    } else {
        for (const auto& key : known) hint += (hint.empty() ? "known are " : ", ") + key;
    }
    problems_.report(entry.line, entry.column, Code::unknown_key,
                     fmt::format("unknown key {}{}; {}", in_quotes(entry.key), place, hint));
}

template <class Of>
void FileReader::read_keys(const SettingsTable& table, const std::vector<Key<Of>>& keys,
                           const Section& section, Of& of, Settings& settings) {
    for (const auto& entry : table) {
        const auto key = std::find_if(keys.begin(), keys.end(),
                                      [&](const Key<Of>& candidate) { return candidate.name == entry.key; });
        if (key != keys.end()) {
            key->read(SettingsReader{entry, problems_}, of, problems_);
            settings.places[fmt::format("{}.{}", section.name, entry.key)] = {
                problems_.file(), entry.value.line, entry.value.column};
            continue;
        }
        std::vector<std::string> names;
        add_names(keys, names);
        unknown(entry, section.overlay + section.name, std::move(names));
    }
}

void FileReader::check_type(const SettingsEntry& entry) {
    if (types_.empty() || std::find(types_.begin(), types_.end(), entry.key) != types_.end()) return;
    const auto near = closest(entry.key, types_);
    problems_.report(entry.line, entry.column, Code::unknown_type,
                     fmt::format("no process type {} in the Procfile{}", in_quotes(entry.key),
                                 near.empty() ? "" : fmt::format("; did you mean '{}'?", near)),
                     unknown_type_);
}

void FileReader::read_types(const SettingsTable& table, const std::string& overlay, Settings& settings) {
    for (const auto& entry : table) {
        check_type(entry);
        const auto* const keys = SettingsReader{entry, problems_}.table();
        if (keys != nullptr)
            read_keys(*keys, type_keys(), {overlay, fmt::format("types.{}", entry.key)},
                      settings.types[entry.key], settings);
    }
}

// The base, or one profile's overlay: both have [app] and [types.X].
void FileReader::read_place(const SettingsTable& table, std::string_view where, bool overlay,
                            Settings& settings) {
    const auto prefix = overlay ? fmt::format("{}.", where) : std::string{};
    for (const auto& entry : table) {
        if (entry.key == "app" || entry.key == "control" || entry.key == "log" || entry.key == "types") {
            const auto* const inner = SettingsReader{entry, problems_}.table();
            if (inner == nullptr) continue;
            if (entry.key == "app")
                read_keys(*inner, app_keys(), {prefix, "app"}, settings.app, settings);
            else if (entry.key == "control")
                read_keys(*inner, control_keys(), {prefix, "control"}, settings.control, settings);
            else if (entry.key == "log")
                read_keys(*inner, log_keys(), {prefix, "log"}, settings.log, settings);
            else
                read_types(*inner, prefix, settings);
        } else if (overlay || !profile_named(entry.key)) {
            std::vector<std::string> known{"app", "control", "log", "types"};
            if (!overlay) known.insert(known.end(), {"dev", "host", "container"});
            unknown(entry, where, std::move(known));
        }
    }
}

SettingsReading FileReader::read(Profile profile) {
    SettingsReading reading;
    read_place(source_.table, {}, false, reading.settings);
    for (const auto& entry : source_.table) {
        const auto overlay = profile_named(entry.key);
        if (!overlay) continue;
        const auto* const table = SettingsReader{entry, problems_}.table();
        if (table == nullptr) continue;
        Settings elsewhere; // checked, and not used
        read_place(*table, entry.key, true, *overlay == profile ? reading.settings : elsewhere);
    }
    reading.diagnostics = problems_.take();
    return reading;
}

} // namespace

SettingsReading read_settings(const SettingsSource& source, Profile profile,
                              const std::vector<std::string>& types, Severity unknown_type) {
    return FileReader{source, types, unknown_type}.read(profile);
}

} // namespace ganger::core
