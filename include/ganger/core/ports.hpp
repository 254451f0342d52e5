// PORT = base + 100 × position + (instance − 1), `web` first.
#pragma once

#include <ganger/core/environment.hpp>
#include <ganger/core/formation.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ganger::core {

// The base: -p, else PORT of the merged environment (empty is unset), else 5000. An error names what is wrong
// and where it came from.
Result<std::uint16_t> base_port(const std::optional<std::string>& option, const Environment& environment);

// The first port of each type of the Procfile, started or not (a type that is not started and would begin
// above 65535 is left out). Ranges of what is started that meet (above 100 instances) or pass 65535 are
// errors that name both.
Result<std::map<std::string, std::uint16_t>> assign_ports(const Procfile& procfile,
                                                          const Formation& formation, std::uint16_t base);

// Listening is expected of `web` and of types with PORT in their command: as a word, so not $REDIS_PORT, and
// used, so not `PORT=3000 cmd`.
bool is_expected_to_listen(const ProcfileEntry& entry);

} // namespace ganger::core
