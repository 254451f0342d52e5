#include "drain_options.hpp"

#include <ganger/os/files.hpp>
#include <ganger/os/journal_socket.hpp>
#include <ganger/os/log_file.hpp>
#include <ganger/os/place.hpp>
#include <ganger/os/state_folder.hpp>

#include <optional>
#include <string>

namespace ganger::cli {

namespace {

std::string in_folder(const std::string& folder, const std::string& path) {
    return path.starts_with('/') ? path : folder + "/" + path;
}

struct BackgroundLog {
    std::string folder;
    std::string path;
};

std::optional<BackgroundLog> background_log(const core::AppIdentity& app) {
    const auto state = os::state_folder();
    if (!state) return {};
    const auto folder = in_folder(*state, core::app_id(app));
    return BackgroundLog{folder, in_folder(folder, app.name + ".log")};
}

std::optional<std::string> path_asked_for(const StartOptions& options, const AppFiles& files) {
    if (options.log_file) return in_folder(os::absolute_folder(".").value_or("."), *options.log_file);
    if (files.settings.log.file) return in_folder(files.root, *files.settings.log.file);
    return {};
}

std::optional<std::string> log_path(const StartOptions& options, const AppFiles& files, bool in_background) {
    if (auto path = path_asked_for(options, files)) return path;
    const auto log = in_background ? background_log(files.identity) : std::nullopt;
    if (!log) return {};
    os::make_folder(log->folder);
    return log->path;
}

std::optional<engine::LogFileOptions> log_file(const StartOptions& options, const AppFiles& files,
                                               const core::LineFormat& stream, bool in_background) {
    const auto path = log_path(options, files, in_background);
    if (!path) return {};
    const auto& log = files.settings.log;
    engine::LogFileOptions file;
    file.path = *path;
    file.limits = core::rotation_limits(log);
    const bool asked_for = options.log_file || log.file;
    if (!asked_for && !log.keep) file.limits.keep = 1;
    file.format.name_width = stream.name_width;
    const bool json = stream.log_format == core::LogFormat::json;
    file.format.log_format = log.format.value_or(json ? core::LogFormat::json : core::LogFormat::plain);
    file.format.timestamps = core::Timestamps::iso;
    return file;
}

} // namespace

Result<void> try_log_file(const StartOptions& options, const AppFiles& files) {
    const auto path = path_asked_for(options, files);
    if (!path) return {};
    return os::LogFile(*path).try_to_open();
}

bool goes_to_journal(const OutputOptions& options) {
    return !options.log_format && !options.json && os::output_is_journal();
}

engine::DrainOptions drain_options(const StartOptions& options, const AppFiles& files,
                                   core::RouterOptions& stream, bool in_background) {
    engine::DrainOptions drains{log_file(options, files, stream.format, in_background),
                                goes_to_journal(options.output) ? os::open_journal() : os::Fd()};
    if (drains.journal) {
        stream.hidden = stream.types;
        stream.quiet = true;
    }
    return drains;
}

std::optional<std::string> past_log(const AppFiles& files) {
    if (files.settings.log.file) return in_folder(files.root, *files.settings.log.file);
    const auto log = background_log(files.identity);
    return log ? std::optional(log->path) : std::nullopt;
}

} // namespace ganger::cli
