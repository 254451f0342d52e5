#include "drain_options.hpp"

#include <ganger/os/files.hpp>
#include <ganger/os/journal_socket.hpp>
#include <ganger/os/place.hpp>

#include <optional>
#include <string>

namespace ganger::cli {

namespace {

std::string in_folder(const std::string& folder, const std::string& path) {
    return path.starts_with('/') ? path : folder + "/" + path;
}

std::optional<engine::LogFileOptions> log_file(const StartOptions& options, const AppFiles& files,
                                               const core::LineFormat& stream) {
    const auto& log = files.settings.log;
    if (!options.log_file && !log.file) return {};
    engine::LogFileOptions file;
    file.path = options.log_file ? in_folder(os::absolute_folder(".").value_or("."), *options.log_file)
                                 : in_folder(files.root, *log.file);
    file.limits = core::rotation_limits(log);
    file.format.name_width = stream.name_width;
    const bool json = stream.log_format == core::LogFormat::json;
    file.format.log_format = log.format.value_or(json ? core::LogFormat::json : core::LogFormat::plain);
    file.format.timestamps = core::Timestamps::iso;
    return file;
}

// Whoever asks for a format gets that.
os::Fd journal(const OutputOptions& options) {
    if (options.log_format || options.json || !os::output_is_journal()) return {};
    return os::open_journal();
}

} // namespace

engine::DrainOptions drain_options(const StartOptions& options, const AppFiles& files,
                                   core::RouterOptions& stream) {
    engine::DrainOptions drains{log_file(options, files, stream.format), journal(options.output)};
    if (drains.journal) {
        stream.hidden = stream.types;
        stream.quiet = true;
    }
    return drains;
}

} // namespace ganger::cli
