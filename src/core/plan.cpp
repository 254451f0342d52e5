#include <ganger/core/plan.hpp>
#include <ganger/core/run_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ganger::core {

namespace {

constexpr std::string_view launch_mark = "GANGER_ID";

std::optional<std::uint16_t> as_port(const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

// --set PORT=…, which beats what is computed.
std::optional<std::string> set_port(const Environment& environment) {
    const auto port = environment.find("PORT");
    if (port == environment.end() || port->second.origin != OriginKind::set_option) return std::nullopt;
    return port->second.value;
}

// api-v2 → PORT_API_V2
std::string sibling_variable(std::string_view type) {
    std::string name = "PORT_";
    for (const char c : type) {
        if (c >= 'a' && c <= 'z') {
            name += static_cast<char>(c - 'a' + 'A');
        } else {
            name += c == '-' ? '_' : c;
        }
    }
    return name;
}

VariableLookup lookup_in(const PlannedInstance& instance) {
    return [&instance](std::string_view name) -> const std::string* {
        const auto own = instance.own.find(name);
        if (own != instance.own.end()) return &own->second;
        const auto shared = instance.shared->find(name);
        return shared == instance.shared->end() ? nullptr : &shared->second;
    };
}

// A value that is laid over the app's variables for a type or an instance.
struct Addition {
    std::string name;
    Variable variable;
    bool yields = false; // to one that the app has
};
using Additions = std::vector<Addition>;

Addition injected(std::string name, std::string value) {
    return {std::move(name), {std::move(value), OriginKind::ganger, {}, 0}};
}

void add(Additions additions, EnvironmentValues& values) {
    for (Addition& addition : additions) {
        if (addition.yields)
            values.emplace(std::move(addition.name), std::move(addition.variable.value));
        else
            values.insert_or_assign(std::move(addition.name), std::move(addition.variable.value));
    }
}

void add(Additions additions, Environment& environment) {
    for (Addition& addition : additions) {
        if (addition.yields && environment.contains(addition.name)) continue;
        assign(environment, addition.name, std::move(addition.variable));
    }
}

// Resolves one request; made for one call of make_plan.
class Planner {
  public:
    Planner(const PlanRequest& request, std::map<std::string, std::uint16_t> ports);
    Plan plan() const;
    Environment explain(const std::optional<InstanceName>& of) const;

  private:
    void add_instances(const ProcfileEntry& entry, unsigned count,
                       std::vector<PlannedInstance>& instances) const;
    bool is_set(const std::string& name) const;
    bool runs_first(const ProcfileEntry& entry) const;
    std::optional<std::string> port_text(const ProcfileEntry& entry, unsigned number) const;
    Additions for_all(std::string_view type) const;
    Additions for_type(const ProcfileEntry& entry) const;
    void add_users(const ProcfileEntry& entry, Additions& additions) const;
    void add_siblings(const ProcfileEntry& entry, Additions& additions) const;
    void note_beaten_settings(const ProcfileEntry& entry, Environment& environment) const;
    Additions for_instance(const ProcfileEntry& entry, unsigned number) const;
    std::shared_ptr<const EnvironmentValues> shared_values(const ProcfileEntry& entry) const;
    unsigned count_of(const ProcfileEntry& entry) const;
    OutputChannel output_of(const ProcfileEntry& entry) const;
    std::size_t instances() const;

    const PlanRequest& request_;
    std::map<std::string, std::uint16_t> first_ports_;
    std::optional<std::string> set_port_;
};

Planner::Planner(const PlanRequest& request, std::map<std::string, std::uint16_t> ports)
    : request_{request}, first_ports_{std::move(ports)}, set_port_{set_port(request.environment)} {}

unsigned Planner::count_of(const ProcfileEntry& entry) const {
    const auto wanted = std::find_if(request_.formation.begin(), request_.formation.end(),
                                     [&](const Wanted& candidate) { return candidate.type == entry.type; });
    return wanted == request_.formation.end() ? 0 : wanted->count;
}

OutputChannel Planner::output_of(const ProcfileEntry& entry) const {
    return output_channel(request_.settings.of(entry.type).pty, request_.profile, request_.terminals,
                          instances());
}

std::size_t Planner::instances() const {
    std::size_t count = 0;
    for (const ProcfileEntry& entry : request_.procfile)
        count += count_of(entry) + (runs_first(entry) ? 1 : 0);
    return count;
}

// By --set, which beats what the settings have for a type.
bool Planner::is_set(const std::string& name) const {
    const auto variable = request_.environment.find(name);
    return variable != request_.environment.end() && variable->second.origin == OriginKind::set_option;
}

bool Planner::runs_first(const ProcfileEntry& entry) const {
    return request_.release_first && entry.type == release_type;
}

// Nothing where the settings say that it has none, or where its range would pass the last one.
std::optional<std::string> Planner::port_text(const ProcfileEntry& entry, unsigned number) const {
    if (set_port_) return *set_port_;
    const auto& env = request_.settings.of(entry.type).env;
    if (const auto port = env.find("PORT"); port != env.end()) return port->second.value;
    const auto first = first_ports_.find(entry.type);
    if (first == first_ports_.end() || runs_first(entry)) return std::nullopt;
    return std::to_string(first->second + (number - 1) * request_.steps.instance);
}

void Planner::add_siblings(const ProcfileEntry& entry, Additions& additions) const {
    for (const ProcfileEntry& sibling : request_.procfile) {
        // One that is not started may run elsewhere.
        if (sibling.type == entry.type || !is_expected_to_listen(sibling)) continue;
        if (const auto port = port_text(sibling, 1)) {
            additions.push_back(injected(sibling_variable(sibling.type), *port));
            additions.back().yields = true;
        }
    }
}

// Python keeps lines back for minutes there.
Addition for_pipe() {
    Addition addition = injected("PYTHONUNBUFFERED", "1");
    addition.yields = true;
    return addition;
}

// What is the same for all, but for the folder of a type.
Additions Planner::for_all(std::string_view type) const {
    const auto& folder = request_.settings.of(type).process.folder;
    Additions additions{injected("PWD", folder_in(request_.root, folder))};
    const auto writes_into_pipe = [this](const auto& entry) { return !is_terminal(output_of(entry)); };
    if (std::all_of(request_.procfile.begin(), request_.procfile.end(), writes_into_pipe))
        additions.push_back(for_pipe());
    return additions;
}

// As if ganger had been started by that user: what the app says itself wins.
void Planner::add_users(const ProcfileEntry& entry, Additions& additions) const {
    const auto& account = request_.settings.of(entry.type).process.account;
    if (!account || !account->has_variables) return;
    const auto place = request_.settings.place_of(fmt::format("types.{}.user", entry.type)).value_or(Place{});
    const auto add_variable = [&](const char* name, const std::string& value) {
        const auto known = request_.environment.find(name);
        if (known != request_.environment.end() && known->second.origin != OriginKind::inherited) return;
        additions.push_back({name, {value, OriginKind::settings, place.file, place.line}});
    };
    add_variable("HOME", account->home);
    add_variable("USER", account->name);
    add_variable("LOGNAME", account->name);
    add_variable("SHELL", account->shell);
}

Additions Planner::for_type(const ProcfileEntry& entry) const {
    Additions additions;
    add_users(entry, additions);
    for (const auto& [name, variable] : request_.settings.of(entry.type).env)
        if (!is_set(name)) additions.push_back({name, variable});
    if (!is_terminal(output_of(entry))) additions.push_back(for_pipe());
    add_siblings(entry, additions);
    return additions;
}

Additions Planner::for_instance(const ProcfileEntry& entry, unsigned number) const {
    const auto name = InstanceName{entry.type, number}.text();
    Additions additions{injected("PS", name), injected("GANGER_INSTANCE", std::to_string(number))};
    for (const auto& variable : request_.name_variables) additions.push_back(injected(variable, name));
    const bool is_computed = !set_port_ && !request_.settings.of(entry.type).env.contains("PORT");
    if (const auto port = port_text(entry, number); port && is_computed)
        additions.push_back(injected("PORT", *port));
    return additions;
}

std::shared_ptr<const EnvironmentValues> Planner::shared_values(const ProcfileEntry& entry) const {
    auto values = std::make_shared<EnvironmentValues>();
    for (const auto& [name, variable] : request_.environment)
        values->emplace_hint(values->end(), name, variable.value);
    add(for_all(entry.type), *values);
    add(for_type(entry), *values);
    if (!port_text(entry, 1)) values->erase("PORT"); // it would be another's
    return values;
}

void Planner::add_instances(const ProcfileEntry& entry, unsigned count,
                            std::vector<PlannedInstance>& instances) const {
    if (count == 0) return;
    const auto shared = shared_values(entry);
    for (unsigned number = 1; number <= count; ++number) {
        PlannedInstance planned;
        planned.name = {entry.type, number};
        planned.command = entry.command;
        const auto port = port_text(entry, number);
        if (port && !runs_first(entry)) planned.port = as_port(*port);
        planned.listens = port && !runs_first(entry) && is_expected_to_listen(entry);
        planned.output = output_of(entry);
        planned.process = request_.settings.of(entry.type).process;
        planned.shared = shared;
        add(for_instance(entry, number), planned.own);
        planned.start = command_start(entry.command, lookup_in(planned));
        instances.push_back(std::move(planned));
    }
}

Plan Planner::plan() const {
    Plan plan{request_.app, request_.root, {}};
    for (const ProcfileEntry& entry : request_.procfile)
        if (runs_first(entry)) add_instances(entry, 1, plan.instances);
    plan.first = plan.instances.size();
    for (const ProcfileEntry& entry : request_.procfile)
        add_instances(entry, count_of(entry), plan.instances);
    for (PlannedInstance& planned : plan.instances)
        planned.takes_keys = takes_keys(planned.output, request_.profile, request_.terminals, instances());
    return plan;
}

// --set beats the settings, too.
void Planner::note_beaten_settings(const ProcfileEntry& entry, Environment& environment) const {
    for (const auto& [name, variable] : request_.settings.of(entry.type).env) {
        if (!is_set(name)) continue;
        auto& hides = environment.find(name)->second.hides;
        hides.insert(hides.begin(), origin_of(variable));
    }
}

Environment Planner::explain(const std::optional<InstanceName>& of) const {
    Environment environment = request_.environment;
    add(for_all(of ? of->type : std::string_view{}), environment);
    if (!of) {
        if (!set_port_) environment.erase("PORT"); // the base, which not all get
        return environment;
    }
    for (const ProcfileEntry& entry : request_.procfile) {
        if (entry.type != of->type) continue;
        add(for_type(entry), environment);
        note_beaten_settings(entry, environment);
        if (!port_text(entry, 1)) environment.erase("PORT");
        add(for_instance(entry, of->number), environment);
    }
    return environment;
}

// It has to be there, and may not run beside the others as well.
Result<void> check_release(const PlanRequest& request) {
    if (!request.release_first) return {};
    if (std::none_of(request.procfile.begin(), request.procfile.end(),
                     [](const ProcfileEntry& entry) { return entry.type == release_type; }))
        return failure("--release: there is no release in the Procfile",
                       "add one: release: COMMAND, or start without --release");
    if (std::any_of(request.formation.begin(), request.formation.end(),
                    [](const Wanted& wanted) { return wanted.type == release_type && wanted.count > 0; }))
        return failure("--release: release runs before the others, and is to be started with them, too",
                       "name it or give --release, not both");
    return {};
}

Result<Planner> make_planner(const PlanRequest& request) {
    const auto base = base_port(request.port_option, request.environment, request.settings);
    if (!base) return tl::unexpected(base.error());
    // Nothing is computed, and so nothing can be out of range, where one port is named for all.
    if (set_port(request.environment)) return Planner{request, {}};
    const auto first =
        first_type(request.numbering, request.procfile, request.numbered_by.value_or(request.formation),
                   request.port_option, request.environment, request.settings);
    auto ports =
        assign_ports(request.procfile, request.formation, *base, request.settings, first, request.steps);
    if (!ports) return tl::unexpected(ports.error());
    return Planner{request, std::move(*ports)};
}

} // namespace

Result<Plan> make_plan(const PlanRequest& request) {
    if (const auto checked = check_release(request); !checked) return tl::unexpected(checked.error());
    return make_planner(request).map([](const Planner& planner) { return planner.plan(); });
}

Result<Environment> explain_environment(const PlanRequest& request, const std::optional<InstanceName>& of) {
    return make_planner(request).map([&](const Planner& planner) { return planner.explain(of); });
}

EnvironmentValues environment_of(const PlannedInstance& instance) {
    EnvironmentValues values = instance.own;
    if (instance.shared) values.insert(instance.shared->begin(), instance.shared->end());
    return values;
}

std::vector<std::string> launch_environment(const PlannedInstance& instance, std::string_view run,
                                            LaunchId launch, OutputChannel output) {
    EnvironmentValues values = instance.start.assignments;
    values.merge(environment_of(instance));
    if (!is_terminal(output) && is_terminal(instance.output)) add({for_pipe()}, values);
    std::vector<std::string> entries;
    for (const auto& [name, value] : values) {
        if (name != launch_mark) entries.push_back(fmt::format("{}={}", name, value));
    }
    entries.push_back(fmt::format("{}={}", launch_mark, mark_text(run, instance.name.text(), launch)));
    return entries;
}

std::vector<std::string> launch_arguments(const PlannedInstance& instance) {
    return instance.start.arguments;
}

} // namespace ganger::core
