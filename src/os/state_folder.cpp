#include <ganger/os/state_folder.hpp>

#include <cstdlib>
#include <sys/stat.h>

namespace ganger::os {

std::optional<std::string> state_folder() {
    const char* const state = std::getenv("XDG_STATE_HOME");
    if (state != nullptr && *state == '/') return std::string(state) + "/ganger";
    const char* const home = std::getenv("HOME");
    if (home != nullptr && *home == '/') return std::string(home) + "/.local/state/ganger";
    return std::nullopt;
}

void make_folder(const std::string& path) {
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        ::mkdir(path.substr(0, slash).c_str(), S_IRWXU);
    ::mkdir(path.c_str(), S_IRWXU);
}

} // namespace ganger::os
