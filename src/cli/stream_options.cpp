#include "stream_options.hpp"

#include <ganger/core/text.hpp>
#include <ganger/os/output_target.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace ganger::cli {

namespace {

template <class Value>
using Words = std::vector<std::pair<std::string_view, Value>>;

enum class Color { automatic, always, never };

const Words<core::LogFormat> formats = {{"pretty", core::LogFormat::pretty},
                                        {"plain", core::LogFormat::plain},
                                        {"json", core::LogFormat::json},
                                        {"raw", core::LogFormat::raw}};
const Words<core::Timestamps> timestamps = {{"none", core::Timestamps::none},
                                            {"time", core::Timestamps::time},
                                            {"ms", core::Timestamps::ms},
                                            {"iso", core::Timestamps::iso}};
const Words<Color> colors = {{"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}};

template <class Value>
Result<Value> read_word(std::string_view option, const std::string& word, const Words<Value>& words) {
    std::vector<std::string> known;
    for (const auto& [name, value] : words) {
        if (name == word) return value;
        known.emplace_back(name);
    }
    return failure(fmt::format("{} {} is not known", option, core::in_quotes(word)),
                   fmt::format("one of: {}", fmt::join(known, ", ")));
}

Result<bool> with_colors(const OutputOptions& options, OutputPlace place) {
    const auto color = read_word("--color", options.color, colors);
    if (!color) return tl::unexpected(color.error());
    return *color == Color::always || (*color == Color::automatic && place.terminal && !place.no_color);
}

// In a container a single process is the service itself: its output is the container's.
core::LogFormat default_format(const core::Plan& plan, OutputPlace place) {
    if (place.profile == core::Profile::container)
        return plan.instances.size() == 1 ? core::LogFormat::raw : core::LogFormat::plain;
    return place.terminal ? core::LogFormat::pretty : core::LogFormat::plain;
}

Result<core::LogFormat> log_format(const OutputOptions& options, core::LogFormat by_default) {
    if (options.json) {
        if (options.log_format && *options.log_format != "json")
            return failure("--json and another --log-format contradict each other", "leave one of them out");
        return core::LogFormat::json;
    }
    if (options.log_format) return read_word("--log-format", *options.log_format, formats);
    return by_default;
}

Result<core::Timestamps> time_stamps(const OutputOptions& options, core::LogFormat format) {
    if (options.timestamps) return read_word("--timestamps", *options.timestamps, timestamps);
    const bool time = format == core::LogFormat::pretty && !options.no_prefix;
    return time ? core::Timestamps::time : core::Timestamps::none;
}

Result<core::LineFormat> line_format(const OutputOptions& options, core::LogFormat by_default,
                                     const std::vector<std::string>& names, OutputPlace place) {
    const auto format = log_format(options, by_default);
    if (!format) return tl::unexpected(format.error());
    const auto stamps = time_stamps(options, *format);
    if (!stamps) return tl::unexpected(stamps.error());
    const auto colored = with_colors(options, place);
    if (!colored) return tl::unexpected(colored.error());
    core::LineFormat line;
    line.log_format = *format;
    line.timestamps = *stamps;
    line.names = !options.no_prefix;
    line.colors = *colored && *format == core::LogFormat::pretty;
    line.terminal = place.terminal;
    for (const auto& name : names) line.name_width = std::max(line.name_width, name.size());
    return line;
}

} // namespace

OutputPlace output_place(core::Profile profile) {
    const char* no_color = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return {os::is_terminal(1),
            (no_color != nullptr && *no_color != '\0') ||
                (terminal != nullptr && std::string_view(terminal) == "dumb"),
            profile};
}

Result<core::RouterOptions> stream_options(const OutputOptions& options, const core::Procfile& procfile,
                                           const core::Plan& plan, OutputPlace place) {
    core::RouterOptions stream;
    for (const auto& entry : procfile) stream.types.push_back(entry.type);
    for (const auto& type : options.hide) {
        if (std::find(stream.types.begin(), stream.types.end(), type) != stream.types.end()) continue;
        const auto near = core::closest(type, stream.types);
        return failure(fmt::format("--hide {}: no such type in the Procfile", core::in_quotes(type)),
                       near.empty() ? fmt::format("the types are: {}", fmt::join(stream.types, ", "))
                                    : fmt::format("did you mean '{}'?", near));
    }
    std::vector<std::string> names;
    for (const auto& instance : plan.instances) names.push_back(instance.name.text());
    auto format = line_format(options, default_format(plan, place), names, place);
    if (!format) return tl::unexpected(format.error());
    stream.format = *format;
    stream.hidden = options.hide;
    stream.quiet = options.quiet;
    // Nobody else writes in between, so a part that is shown costs nothing.
    if (format->log_format == core::LogFormat::raw && plan.instances.size() == 1) stream.partial_after = {};
    return stream;
}

Result<core::LineFormat> logs_format(const OutputOptions& options, const std::vector<std::string>& names,
                                     OutputPlace place) {
    return line_format(options, place.terminal ? core::LogFormat::pretty : core::LogFormat::plain, names,
                       place);
}

} // namespace ganger::cli
