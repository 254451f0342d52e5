#include "settings_log.hpp"

#include <ganger/core/byte_size.hpp>

namespace ganger::core {

namespace {
constexpr std::int64_t most_kept = 1000;
}

void read_log_file(const SettingsReader& value, LogSettings& log, SettingsProblems&) {
    const auto file = value.text();
    if (!file) return;
    if (file->empty()) return value.bad_value("a file has a name");
    log.file = *file;
}

void read_log_format(const SettingsReader& value, LogSettings& log, SettingsProblems&) {
    if (const auto place = value.word({"plain", "json"}))
        log.format = *place == 0 ? LogFormat::plain : LogFormat::json;
}

void read_log_keep(const SettingsReader& value, LogSettings& log, SettingsProblems&) {
    if (const auto keep = value.whole_number(0, most_kept)) log.keep = static_cast<unsigned>(*keep);
}

void read_log_max_age(const SettingsReader& value, LogSettings& log, SettingsProblems&) {
    if (const auto age = value.duration()) log.max_age = *age;
}

// A number of bytes, or text with a unit.
void read_log_max_size(const SettingsReader& value, LogSettings& log, SettingsProblems&) {
    const auto* const number = std::get_if<std::int64_t>(&value.entry().value.of);
    const auto* const text = std::get_if<std::string>(&value.entry().value.of);
    if (number == nullptr && text == nullptr) return value.wrong_type("a size: \"10MiB\", or bytes");
    const auto size = parse_size(number != nullptr ? std::to_string(*number) : *text);
    if (!size) return value.bad_value(size.error().message + "; " + size.error().hint);
    log.max_size = *size;
}

RotationLimits rotation_limits(const LogSettings& log) {
    RotationLimits limits;
    limits.max_size = log.max_size.value_or(limits.max_size);
    limits.max_age = log.max_age.value_or(limits.max_age);
    limits.keep = log.keep.value_or(limits.keep);
    return limits;
}

} // namespace ganger::core
