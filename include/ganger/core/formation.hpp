// How many instances of each type are wanted: -m web=2,all=1, `start web worker=2`, singletons, typing
// errors. Arguments choose the types; a count is the argument's own, else that of -m, else that of `all`,
// else that of the settings, else 1.
#pragma once

#include <ganger/core/instance.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/settings.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

inline constexpr std::string_view release_type = "release"; // a phase, not a process

using Formation = std::vector<Wanted>; // one for each entry of the Procfile, in its order; 0: not started

struct FormationRequest {
    std::vector<std::string> formation; // each value of -m: "web=2,all=1"
    std::vector<std::string> types;     // arguments of start: "web", "worker=2"
};

// All problems at once, each with a hint ("no process type 'wrker' …; did you mean 'worker'?").
tl::expected<Formation, std::vector<Error>>
make_formation(const Procfile& procfile, const FormationRequest& request, const Settings& settings = {});

// "no process type 'wrker' in the Procfile", and what is there.
Error unknown_type(const Procfile& procfile, std::string_view type);

// Refused above one unless the settings have a `max`: beat, clock, clockwork, scheduler, cron; celery … beat;
// celery … worker … -B.
bool is_singleton(const ProcfileEntry& entry);

} // namespace ganger::core
