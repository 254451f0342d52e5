#include "json_words.hpp"

#include <ganger/control/instance_command.hpp>
#include <ganger/core/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ganger::control {

namespace {

namespace json = boost::json;

std::string text_of(const json::string& text) {
    return {text.data(), text.size()};
}

// An empty list means nothing, and is none.
bool read_names(const json::value& value, std::vector<std::string>& names) {
    if (!value.is_array()) return false;
    for (const auto& each : value.get_array()) {
        if (!each.is_string()) return false;
        names.push_back(text_of(each.get_string()));
    }
    return !names.empty();
}

std::optional<core::CountChange> read_change(std::string type, const json::value& number) {
    if (number.is_int64())
        return core::read_count_change(std::move(type), std::to_string(number.get_int64()));
    if (!number.is_string()) return std::nullopt;
    const auto text = text_of(number.get_string());
    if (!text.starts_with('+') && !text.starts_with('-')) return std::nullopt;
    return core::read_count_change(std::move(type), text);
}

bool read_changes(const json::value& value, std::vector<core::CountChange>& changes) {
    if (!value.is_object()) return false;
    for (const auto& [type, number] : value.get_object()) {
        const bool negative = number.is_int64() && number.get_int64() < 0; // "-1" is what is meant
        auto change = read_change(std::string{type}, number);
        if (negative || !change) return false;
        changes.push_back(std::move(*change));
    }
    return !changes.empty();
}

bool takes(InstanceVerb verb, std::string_view member) {
    if (member == "names") return verb != InstanceVerb::scale;
    return member == "formation" && (verb == InstanceVerb::scale || verb == InstanceVerb::start);
}

} // namespace

std::string to_json(const CommandInstances& command) {
    json::object document;
    if (!command.names.empty()) document["names"] = array_of(command.names);
    json::object formation;
    for (const auto& change : command.changes) {
        if (change.way == core::CountChange::Way::to)
            formation[core::valid_utf8(change.type)] = change.number;
        else
            formation[core::valid_utf8(change.type)] = core::number_text(change);
    }
    if (!formation.empty()) document["formation"] = std::move(formation);
    return json::serialize(document);
}

std::optional<CommandInstances> read_instance_command(InstanceVerb verb, std::string_view document) {
    const auto object = parse_object(document, Texts::utf8);
    if (!object || object->empty()) return std::nullopt;
    CommandInstances command{verb, {}, {}};
    for (const auto& [member, value] : *object) {
        const std::string_view name{member.data(), member.size()};
        if (!takes(verb, name)) return std::nullopt;
        const bool is_read =
            name == "names" ? read_names(value, command.names) : read_changes(value, command.changes);
        if (!is_read) return std::nullopt;
    }
    return command;
}

std::string to_json(const InstancesAsked& asked) {
    json::object formation;
    for (const auto& [type, count] : asked.formation) formation[type] = count;
    return json::serialize(
        json::object{{"names", array_of(asked.names)}, {"formation", std::move(formation)}});
}

InstancesAsked read_instances_asked(std::string_view document) {
    InstancesAsked asked;
    const auto object = parse_object(document, Texts::utf8);
    if (!object) return asked;
    if (const auto* names = object->if_contains("names")) read_names(*names, asked.names);
    std::vector<core::CountChange> changes;
    if (const auto* formation = object->if_contains("formation")) read_changes(*formation, changes);
    for (const auto& change : changes) asked.formation[change.type] = change.number;
    return asked;
}

} // namespace ganger::control
