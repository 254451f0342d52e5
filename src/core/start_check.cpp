#include <ganger/core/formation.hpp>
#include <ganger/core/ports.hpp>
#include <ganger/core/start_check.hpp>

#include <fmt/format.h>

#include <optional>

namespace ganger::core {

namespace {

Diagnostic diagnosed(const Error& error, Code code, const std::optional<Place>& place) {
    const auto [file, line, column] = place.value_or(Place{});
    const auto hint = error.hint.empty() ? std::string{} : fmt::format(" ({})", error.hint);
    return {file, line, column, Severity::error, code, error.message + hint};
}

// What is wrong with how many of each; only that nothing starts has no place in the settings.
std::vector<Diagnostic> count_problems(const std::vector<Error>& errors, const std::string& procfile) {
    std::vector<Diagnostic> problems;
    for (const Error& error : errors) {
        if (error.place) {
            problems.push_back(diagnosed(error, Code::refused_count, error.place));
        } else {
            problems.push_back(diagnosed(error, Code::no_start, Place{procfile, 0, 0}));
            problems.back().severity = Severity::warning;
        }
    }
    return problems;
}

std::optional<Diagnostic> port_problem(const StartFiles& files, const Formation& formation) {
    const auto base = base_port({}, files.environment, files.settings);
    if (!base) return diagnosed(base.error(), Code::bad_port, base.error().place);
    const auto first = first_type(numbering_of(files.profile), files.procfile, formation, {},
                                  files.environment, files.settings);
    const auto ports = assign_ports(files.procfile, formation, *base, files.settings, first);
    if (ports) return std::nullopt;
    const auto& place = ports.error().place;
    return diagnosed(ports.error(), Code::port_range,
                     place ? place : base_place(files.environment, files.settings));
}

} // namespace

std::vector<Diagnostic> check_start(const StartFiles& files) {
    const auto formation = make_formation(files.procfile, {}, files.settings);
    if (!formation) return count_problems(formation.error(), files.procfile_name);
    std::vector<Diagnostic> problems;
    if (auto problem = port_problem(files, *formation)) problems.push_back(std::move(*problem));
    std::vector<std::string> started;
    for (const Wanted& wanted : *formation)
        if (wanted.count > 0) started.push_back(wanted.type);
    const auto exit = exit_policy_of(files.settings, files.profile, {}, {});
    if (const auto fits = check_code_from(exit, started, files.settings); !fits)
        problems.push_back(diagnosed(fits.error(), Code::exit_code_from, fits.error().place));
    return problems;
}

} // namespace ganger::core
