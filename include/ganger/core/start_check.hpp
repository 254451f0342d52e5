// What would be refused if the app were started without any option: formation, ports, exit code. Ports that
// are in use are no problem of the files.
#pragma once

#include <ganger/core/environment.hpp>
#include <ganger/core/position.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/profile.hpp>
#include <ganger/core/settings.hpp>

#include <string>
#include <vector>

namespace ganger::core {

struct StartFiles {
    const Procfile& procfile;
    const std::string& procfile_name; // for what has no other place
    const Settings& settings;
    const Environment& environment;
    Profile profile = Profile::dev;
};

// Each where its cause stands. That nothing would start is a warning: with a name something may.
std::vector<Diagnostic> check_start(const StartFiles& files);

} // namespace ganger::core
