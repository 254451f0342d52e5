#include "files.hpp"

#include "on_this_machine.hpp"
#include "settings_file.hpp"

#include <ganger/core/text.hpp>
#include <ganger/os/environment.hpp>
#include <ganger/os/files.hpp>
#include <ganger/os/place.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

namespace ganger::cli {

namespace {

std::string last_part(std::string_view path) {
    return std::string(path.substr(path.rfind('/') + 1));
}

// /srv/shop/current is the app `shop`.
std::string name_of(const std::string& root) {
    const auto last = last_part(root);
    const auto before = last_part(parent_of(root));
    if (last == "current" && !before.empty()) return before;
    return last.empty() ? "app" : last;
}

// People who come from other tools have a Procfile.dev as often as not.
std::string hint_for_procfile(const std::string& path) {
    const std::string development = path + ".dev";
    if (os::kind_of(path) != os::FileKind::missing) return "-f names another file";
    if (os::kind_of(development) == os::FileKind::file)
        return fmt::format("there is {0}: -f {0}", development);
    return "a Procfile has lines such as 'web: gunicorn app:wsgi'; -f names another file, -d another folder";
}

void read_the_procfile(const std::string& path, bool strict, bool may_lack, AppFiles& files) {
    if (may_lack && os::kind_of(path) == os::FileKind::missing) return;
    const auto bytes = os::read_file(path, core::max_file_bytes);
    if (!bytes) {
        files.unreadable.push_back({path, {bytes.error().message, hint_for_procfile(path)}});
        return;
    }
    auto reading = core::read_procfile(*bytes, path);
    files.diagnostics = std::move(reading.diagnostics);
    files.procfile = std::move(reading.procfile);
    if (strict) core::make_strict(files.diagnostics);
}

void read_the_settings(const std::string& path, core::Severity unknown_type, AppFiles& files) {
    const auto bytes = os::read_file(path, core::max_file_bytes);
    if (!bytes) {
        files.unreadable.push_back({path, bytes.error()});
        return;
    }
    auto table = parse_toml(*bytes, path);
    if (!table) {
        files.diagnostics.push_back(std::move(table.error()));
        return;
    }
    std::vector<std::string> types;
    if (files.procfile)
        for (const auto& entry : *files.procfile) types.push_back(entry.type);
    auto reading = core::read_settings({path, std::move(*table)}, files.place.profile, types, unknown_type);
    files.diagnostics.insert(files.diagnostics.end(), reading.diagnostics.begin(), reading.diagnostics.end());
    files.settings = std::move(reading.settings);
    for (auto& problem : core::cut_stop_timeouts(files.settings, files.place.profile))
        files.diagnostics.push_back(std::move(problem));
    if (files.settings.app.name) files.app = *files.settings.app.name;
}

void read_named_source(const std::string& path, core::EnvironmentSources& sources, AppFiles& files) {
    if (os::kind_of(path) == os::FileKind::folder) {
        auto values = os::read_secrets(path, core::max_file_bytes);
        if (values)
            sources.named.emplace_back(core::SecretsFolder{path, std::move(*values)});
        else
            files.unreadable.push_back({path, std::move(values.error())});
        return;
    }
    auto bytes = os::read_file(path, core::max_file_bytes);
    if (bytes)
        sources.named.emplace_back(core::EnvironmentFile{path, std::move(*bytes)});
    else
        files.unreadable.push_back({path, std::move(bytes.error())});
}

void read_found_file(const std::string& path, core::EnvironmentSources& sources, AppFiles& files) {
    if (os::kind_of(path) == os::FileKind::missing) return;
    auto bytes = os::read_file(path, core::max_file_bytes);
    if (bytes) {
        sources.found = core::EnvironmentFile{path, std::move(*bytes)};
        return;
    }
    bytes.error().hint = "mend it, or -e /dev/null reads none";
    files.unreadable.push_back({path, std::move(bytes.error())});
}

// As people would write it: nothing before it where it is here.
std::string in_folder(const std::string& folder, const std::string& name) {
    if (folder == ".") return name;
    return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

Result<core::ChosenProfile> profile_of(const FileOptions& options) {
    if (!options.profile) return core::choose_profile(options.place ? *options.place : os::observe_place());
    if (const auto named = core::profile_named(*options.profile))
        return core::ChosenProfile{*named, "as --profile says"};
    return failure(fmt::format("--profile takes no {}", core::in_quotes(*options.profile)),
                   "write dev, host or container");
}

Result<void> take_the_name(const FileOptions& options, AppFiles& files) {
    const auto by_default = files.app;
    if (options.name) {
        if (!core::is_app_name(*options.name))
            return failure(fmt::format("--name takes no {}", core::in_quotes(*options.name)),
                           "a name is not empty and has no / and no control characters");
        files.app = *options.name;
    }
    files.identity = {files.root, absolute_file(files.procfile_name), files.app, files.app == by_default};
    return {};
}

} // namespace

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

// Where there is no such folder, reading it says why.
std::string absolute_file(const std::string& path) {
    auto folder = os::absolute_folder(parent_of(path));
    return folder ? in_folder(*folder, last_part(path)) : path;
}

bool AppFiles::usable() const {
    return unreadable.empty() && procfile && !environment.refused && !core::has_errors(diagnostics);
}

std::string about_hidden_variables(const AppFiles& files) {
    const auto& hidden = files.environment.hidden;
    if (hidden.empty()) return {};
    return fmt::format("the environment ganger was started with hides {} of .env (--env-override: .env wins)",
                       fmt::join(hidden, ", "));
}

std::vector<core::Diagnostic> problems_of(const AppFiles& files) {
    auto problems = files.diagnostics;
    for (const auto& [file, error] : files.unreadable) {
        const auto hint = error.hint.empty() ? std::string() : fmt::format(" ({})", error.hint);
        problems.push_back({.file = file, .code = core::Code::unreadable, .message = error.message + hint});
    }
    return problems;
}

Result<AppFiles> read_app_files(const FileOptions& options,
                                std::vector<std::pair<std::string, std::string>> set) {
    const std::string folder = options.root       ? *options.root
                               : options.procfile ? parent_of(*options.procfile)
                                                  : ".";
    auto root = os::absolute_folder(folder);
    if (!root) return tl::unexpected(root.error());
    auto place = profile_of(options);
    if (!place) return tl::unexpected(place.error());
    AppFiles files;
    files.place = std::move(*place);
    files.root = std::move(*root);
    files.app = name_of(files.root);
    files.procfile_name = options.procfile ? *options.procfile : in_folder(folder, "Procfile");
    read_the_procfile(files.procfile_name, options.strict, options.procfile_may_lack && !options.procfile,
                      files);

    const auto settings = options.settings ? *options.settings : in_folder(folder, "ganger.toml");
    if (options.settings || os::kind_of(settings) != os::FileKind::missing) {
        // Another Procfile of the same app may well have fewer types.
        const auto unknown_type = options.procfile ? core::Severity::warning : core::Severity::error;
        read_the_settings(settings, unknown_type, files);
        look_up_accounts(files);
    }

    if (const auto named = take_the_name(options, files); !named) return tl::unexpected(named.error());

    core::EnvironmentSources sources;
    sources.inherited = os::inherited_environment();
    sources.override_inherited = options.env_override || files.settings.app.env_override;
    sources.expand = !options.no_expand && files.settings.app.expand;
    sources.set = std::move(set);
    if (options.env) {
        for (const auto& path : *options.env) read_named_source(path, sources, files);
    } else if (const auto& named = files.settings.app.env_files) {
        for (const auto& path : *named)
            read_named_source(path.starts_with('/') ? path : in_folder(folder, path), sources, files);
    } else {
        read_found_file(options.found_env ? *options.found_env : in_folder(folder, ".env"), sources, files);
    }
    files.environment = core::read_environment(sources);
    const auto& found = files.environment.diagnostics;
    files.diagnostics.insert(files.diagnostics.end(), found.begin(), found.end());
    return files;
}

} // namespace ganger::cli
