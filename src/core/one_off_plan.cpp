#include "appended_arguments.hpp"

#include <ganger/core/one_off_plan.hpp>

#include <algorithm>
#include <string_view>

namespace ganger::core {

namespace {

// No Procfile can have such a type.
constexpr std::string_view no_type = ".run";

const ProcfileEntry* entry_of(const Procfile& procfile, const std::string& type) {
    const auto place = std::find_if(procfile.begin(), procfile.end(),
                                    [&](const ProcfileEntry& entry) { return entry.type == type; });
    return place == procfile.end() ? nullptr : &*place;
}

VariableLookup lookup_in(const EnvironmentValues& values) {
    return [&values](std::string_view name) -> const std::string* {
        const auto place = values.find(name);
        return place == values.end() ? nullptr : &place->second;
    };
}

Result<PlannedInstance> first_of(PlanRequest request, const std::string& type) {
    request.formation = {{type, 1}};
    auto plan = make_plan(request);
    if (!plan) return tl::unexpected(plan.error());
    return std::move(plan->instances.front());
}

// As an instance of a type beside those of the Procfile, so that it sees the ports of all of them. PORT is
// what the environment has.
Result<PlannedInstance> of_no_type(PlanRequest request) {
    request.numbering = Numbering::web_first;
    request.procfile.push_back({std::string(no_type), ":", 0});
    request.settings.types[std::string(no_type)].has_port = false;
    auto planned = first_of(request, std::string(no_type));
    if (!planned) return planned;
    const auto port = request.environment.find("PORT");
    if (port != request.environment.end()) planned->own.emplace("PORT", port->second.value);
    planned->port.reset();
    planned->listens = false;
    return planned;
}

Result<CommandStart> start_of(const Procfile& procfile, const OneOffCommand& command,
                              const VariableLookup& variables) {
    const auto& words = command.words;
    if (command.literal) return CommandStart{CommandForm::direct, words, {}, {}};
    if (const auto* entry = entry_of(procfile, words.front()))
        return with_arguments(entry->command, {words.begin() + 1, words.end()}, variables);
    if (words.size() == 1) return command_start(words.front(), variables);
    return CommandStart{CommandForm::direct, words, {}, {}};
}

} // namespace

Result<PlannedInstance> plan_one_off(const PlanRequest& request, const OneOffCommand& command) {
    auto type = command.type;
    if (type && entry_of(request.procfile, *type) == nullptr)
        return tl::unexpected(unknown_type(request.procfile, *type));
    const bool names_entry = !command.literal && entry_of(request.procfile, command.words.front()) != nullptr;
    if (!type && names_entry) type = command.words.front();

    auto planned = type ? first_of(request, *type) : of_no_type(request);
    if (!planned) return planned;
    planned->name = {"run", 1};
    planned->own.insert_or_assign("PS", planned->name.text());
    planned->own.insert_or_assign("GANGER_INSTANCE", "1");
    auto values = environment_of(*planned);
    // It has the caller's descriptors, and Python knows by itself what to do with a terminal.
    if (!request.environment.contains("PYTHONUNBUFFERED")) values.erase("PYTHONUNBUFFERED");
    auto start = start_of(request.procfile, command, lookup_in(values));
    if (!start) return tl::unexpected(start.error());
    planned->command = command.words.front();
    planned->start = std::move(*start);
    planned->shared.reset();
    planned->own = std::move(values);
    return planned;
}

Result<PlannedInstance> plan_exec(PlanRequest request, const std::string& type,
                                  const std::vector<std::string>& arguments) {
    const auto* entry = entry_of(request.procfile, type);
    if (entry == nullptr) return tl::unexpected(unknown_type(request.procfile, type));
    request.numbering = Numbering::web_or_lone_first;
    auto planned = first_of(request, type);
    if (!planned) return planned;
    const auto values = environment_of(*planned);
    auto start = with_arguments(entry->command, arguments, lookup_in(values));
    if (!start) return tl::unexpected(start.error());
    planned->start = std::move(*start);
    return planned;
}

std::vector<std::string> exec_environment(const PlannedInstance& instance, const Environment& apps,
                                          const std::vector<std::pair<std::string, std::string>>& inherited,
                                          bool at_terminal) {
    auto values = instance.start.assignments;
    values.merge(environment_of(instance));
    for (const auto& [name, value] : inherited)
        if (follows_the_process(name)) values.emplace(name, value);
    // Python knows by itself what to do with a terminal.
    if (at_terminal && !apps.contains("PYTHONUNBUFFERED")) values.erase("PYTHONUNBUFFERED");
    std::vector<std::string> entries;
    entries.reserve(values.size());
    for (const auto& [name, value] : values) entries.push_back(name + "=" + value);
    return entries;
}

} // namespace ganger::core
