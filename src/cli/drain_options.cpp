#include "drain_options.hpp"

#include <ganger/os/files.hpp>

#include <string>

namespace ganger::cli {

namespace {

std::string in_folder(const std::string& folder, const std::string& path) {
    return path.starts_with('/') ? path : folder + "/" + path;
}

} // namespace

engine::DrainOptions drain_options(const StartOptions& options, const AppFiles& files,
                                   const core::RouterOptions& stream) {
    const auto& log = files.settings.log;
    if (!options.log_file && !log.file) return {};
    engine::LogFileOptions file;
    file.path = options.log_file ? in_folder(os::absolute_folder(".").value_or("."), *options.log_file)
                                 : in_folder(files.root, *log.file);
    file.limits = core::rotation_limits(log);
    file.format.name_width = stream.format.name_width;
    const bool json = stream.format.log_format == core::LogFormat::json;
    file.format.log_format = log.format.value_or(json ? core::LogFormat::json : core::LogFormat::plain);
    file.format.timestamps = core::Timestamps::iso;
    return {file};
}

} // namespace ganger::cli
