// PORT = base + 100 × position + (instance − 1), `web` first; a type may have a base of its own, or no port.
#pragma once

#include <ganger/core/environment.hpp>
#include <ganger/core/formation.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/settings.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ganger::core {

// The base: -p, else that of the settings, else PORT of the merged environment (empty is unset), else 5000.
// An error names what is wrong and where it came from.
Result<std::uint16_t> base_port(const std::optional<std::string>& option, const Environment& environment,
                                const Settings& settings = {});

// Where it stands, if no option beats it and it stands in a file.
std::optional<Place> base_place(const Environment& environment, const Settings& settings);

// Which type comes first, wherever it stands in the Procfile.
enum class Numbering {
    web_first,
    // … or, where there is no `web`, the one type that is started, if the base is PORT of the environment:
    // who sets that for one process means this process.
    web_or_lone_first,
    in_order // none: the Procfile's order alone counts
};

// From one type to the next, and from one instance to the next.
struct PortSteps {
    std::uint16_t type = 100;
    std::uint16_t instance = 1;
};

// Of `start`: in a container the platform's PORT is for the one process that it routes to.
Numbering numbering_of(Profile profile);

// `option` and `settings` as for base_port: what they say is the base of the whole app.
// Empty: none comes first.
std::string first_type(Numbering numbering, const Procfile& procfile, const Formation& formation,
                       const std::optional<std::string>& option, const Environment& environment,
                       const Settings& settings = {});

// The first port of each type of the Procfile, started or not (a type that is not started and would begin
// above 65535, and one that has no port, is left out). Ranges of what is started that meet or pass 65535 are
// errors that name both.
Result<std::map<std::string, std::uint16_t>>
assign_ports(const Procfile& procfile, const Formation& formation, std::uint16_t base,
             const Settings& settings = {}, std::string_view first = "web", const PortSteps& steps = {});

// Listening is expected of `web` and of types with PORT in their command: as a word, so not $REDIS_PORT, and
// used, so not `PORT=3000 cmd`.
bool is_expected_to_listen(const ProcfileEntry& entry);

} // namespace ganger::core
