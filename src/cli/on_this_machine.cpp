#include "on_this_machine.hpp"

#include <ganger/core/text.hpp>
#include <ganger/os/files.hpp>

#include <fmt/format.h>

#include <string_view>

namespace ganger::cli {

namespace {

// Where a key of a type stands.
core::Diagnostic at(const AppFiles& files, std::string_view type, std::string_view key) {
    const auto place = files.settings.place_of(fmt::format("types.{}.{}", type, key)).value_or(Place{});
    return {place.file, place.line, place.column, {}, {}, {}};
}

} // namespace

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
    return missing;
}

} // namespace ganger::cli
