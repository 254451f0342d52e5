#include "on_this_machine.hpp"

#include <ganger/core/text.hpp>
#include <ganger/os/accounts.hpp>
#include <ganger/os/files.hpp>

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace ganger::cli {

namespace {

core::Diagnostic at(const AppFiles& files, std::string_view key) {
    const auto place = files.settings.place_of(key).value_or(Place{});
    return {place.file, place.line, place.column, core::Severity::error, {}, {}};
}

// Where a key of a type stands.
core::Diagnostic at(const AppFiles& files, std::string_view type, std::string_view key) {
    return at(files, fmt::format("types.{}.{}", type, key));
}

std::string whom(const core::TypeSettings& type) {
    if (!type.user) return fmt::format("in group {}", core::in_quotes(*type.group));
    return fmt::format("as {}", core::in_quotes(*type.user));
}

core::Diagnostic unknown_account(const AppFiles& files, std::string_view type,
                                 const core::TypeSettings& settings) {
    const bool group = settings.group && !os::find_group(*settings.group);
    auto problem = at(files, type, group ? "group" : "user");
    problem.code = core::Code::unknown_user;
    problem.message = fmt::format("there is no {} {} on this machine", group ? "group" : "user",
                                  core::in_quotes(group ? *settings.group : *settings.user));
    return problem;
}

core::Diagnostic no_privilege(const AppFiles& files, std::string_view type,
                              const core::TypeSettings& settings) {
    const bool goes_on = files.place.profile == core::Profile::dev;
    auto problem = at(files, type, settings.user ? "user" : "group");
    problem.severity = goes_on ? core::Severity::warning : core::Severity::error;
    problem.code = core::Code::needs_root;
    problem.message =
        fmt::format("only root may run {} {}{}", type, whom(settings), goes_on ? "; it runs as you" : "");
    return problem;
}

// A developer's machine need not have it.
void look_up_control_group(AppFiles& files) {
    auto& control = files.settings.control;
    if (!control.group || (control.group_id = os::find_group(*control.group))) return;
    const bool goes_on = files.place.profile == core::Profile::dev;
    auto problem = at(files, "control.group");
    problem.severity = goes_on ? core::Severity::warning : core::Severity::error;
    problem.code = core::Code::unknown_user;
    problem.message = fmt::format("there is no group {} on this machine{}", core::in_quotes(*control.group),
                                  goes_on ? "; only you and root may ask" : "");
    files.diagnostics.push_back(std::move(problem));
}

// Where it is missing: of the log file.
std::optional<core::Diagnostic> missing_log_folder(const AppFiles& files) {
    if (!files.settings.log.file) return {};
    const auto path = core::folder_in(files.root, *files.settings.log.file);
    const auto folder = parent_of(path);
    if (os::kind_of(folder) == os::FileKind::folder) return {};
    auto problem = at(files, "log.file");
    problem.severity = core::Severity::warning;
    problem.code = core::Code::missing_folder;
    problem.message =
        fmt::format("there is no folder {}, so the log file can't be opened, and start is refused",
                    core::in_quotes(folder));
    return problem;
}

} // namespace

void look_up_accounts(AppFiles& files) {
    look_up_control_group(files);
    if (!files.procfile) return;
    const bool privileged = os::may_change_user();
    for (const auto& entry : *files.procfile) {
        const auto found = files.settings.types.find(entry.type);
        if (found == files.settings.types.end()) continue;
        auto& type = found->second;
        if (!type.user && !type.group) continue;
        auto account = os::find_account(type.user, type.group);
        if (account && (privileged || os::is_ours(*account))) {
            type.process.account = std::move(account);
            continue;
        }
        // Where it can't be used anyway, a developer's machine need not have it.
        const bool lacks = !account && (privileged || files.place.profile != core::Profile::dev);
        files.diagnostics.push_back(lacks ? unknown_account(files, entry.type, type)
                                          : no_privilege(files, entry.type, type));
    }
}

std::vector<core::Diagnostic> missing_folders(const AppFiles& files) {
    std::vector<core::Diagnostic> missing;
    for (const auto& entry : *files.procfile) {
        const auto& process = files.settings.of(entry.type).process;
        const auto folder = core::folder_in(files.root, process.folder);
        if (process.folder.empty() || os::kind_of(folder) == os::FileKind::folder) continue;
        auto problem = at(files, entry.type, "dir");
        problem.severity = core::Severity::warning;
        problem.code = core::Code::missing_folder;
        problem.message =
            fmt::format("there is no folder {}, so {} can't be started", core::in_quotes(folder), entry.type);
        missing.push_back(std::move(problem));
    }
    if (auto problem = missing_log_folder(files)) missing.push_back(std::move(*problem));
    return missing;
}

} // namespace ganger::cli
