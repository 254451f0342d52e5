#include "log_codec.hpp"

#include "json_words.hpp"

#include <ganger/core/line_level.hpp>
#include <ganger/core/text.hpp>
#include <ganger/core/utc_time.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace ganger::control {

namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

std::uint64_t number(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_number()) return 0;
    json::error_code error;
    const auto number = value->to_number<std::uint64_t>(error);
    return error ? 0 : number;
}

bool is_set(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> words(const json::object& object, std::string_view name) {
    std::vector<std::string> result;
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_array()) return {};
    for (const auto& each : value->get_array())
        if (each.is_string()) result.emplace_back(each.get_string().data(), each.get_string().size());
    return result;
}

// Of hexadecimal digits.
std::string bytes_of(std::string_view digits) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
        unsigned byte = 0;
        std::from_chars(digits.data() + at, digits.data() + at + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

core::LogRecord record_of(const json::object& object) {
    core::LogRecord record;
    record.time = core::read_utc(text(object, "ts")).value_or(core::Wall{});
    record.type = text(object, "type");
    record.instance = static_cast<std::uint32_t>(number(object, "instance"));
    record.stream = core::stream_named(text(object, "stream"));
    record.level = core::level_named(text(object, "level"));
    record.topic = core::topic_named(text(object, "event"));
    record.text = object.contains("bytes") ? bytes_of(text(object, "bytes")) : text(object, "msg");
    record.continued = is_set(object, "continued");
    record.cut = is_set(object, "cut");
    return record;
}

std::optional<json::object> read_object(std::string_view text) {
    json::error_code error;
    auto value = json::parse(json::string_view(text.data(), text.size()), error);
    if (error || !value.is_object()) return {};
    return std::move(value.get_object());
}

// The mark that was taken off the line: "<3>".
std::string mark_of(std::string_view level) {
    for (char digit = '0'; digit <= '7'; ++digit)
        if (core::priority_text(static_cast<core::Priority>(digit - '0')) == level) return {'<', digit, '>'};
    return {};
}

// Of {"ts":"…","level":"error","msg":"text": only what a record has where the line was no object.
bool is_of_text(const json::object& head) {
    const bool leveled = head.contains("level");
    return core::read_utc(text(head, "ts")) && head.contains("msg") && head.begin()->key() == "ts" &&
           head.size() == (leveled ? 3U : 2U);
}

} // namespace

// "ganger" is the last member: a quote within a text of the app's stands behind a backslash.
std::optional<core::LogRecord> read_json_line(std::string_view line) {
    const auto at = line.rfind("\"ganger\":{\"type\":\"");
    if (at == std::string_view::npos) return {};
    const auto tail = read_object("{" + std::string(line.substr(at)));
    const auto before = line.substr(0, line.substr(0, at).ends_with(',') ? at - 1 : at);
    auto object = std::string(before) + "}";
    auto head = read_object(object);
    if (!tail || !tail->at("ganger").is_object() || !head) return {};
    const bool of_text = is_of_text(*head);
    const auto level = text(*head, "level");
    if (!of_text) head->clear();
    for (const auto& [key, value] : tail->at("ganger").get_object()) (*head)[key] = value;
    auto record = record_of(*head);
    if (!of_text) {
        record.text = std::move(object);
    } else if (record.type != core::own_type && !level.empty()) {
        record.text.insert(0, mark_of(level));
    }
    return record;
}

std::string to_json(const LogsBegin& begin) {
    return json::serialize(json::object{{"app", core::valid_utf8(begin.app)},
                                        {"types", array_of(begin.types)},
                                        {"names", array_of(begin.names)}});
}

std::optional<LogEvent> read_log_event(std::string_view name, std::string_view data) {
    const auto read = read_object(data);
    if (!read) return std::nullopt;
    const auto& object = *read;
    if (name == "message") return record_of(object);
    if (name == "begin")
        return LogsBegin{text(object, "app"), words(object, "types"), words(object, "names")};
    if (name == "lost") return LogsLost{number(object, "lines")};
    if (name == "live") return LogsLive{};
    if (name == "end") return LogsEnd{};
    return std::nullopt;
}

} // namespace ganger::control
