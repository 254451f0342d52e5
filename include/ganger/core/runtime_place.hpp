// The folders in which a supervisor may put its socket, the best first.
#pragma once

#include <ganger/core/profile.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganger::core {

struct RuntimePlace {
    std::string path;
    bool may_be_seen = false; // others may list it: systemd made it, with the mode that a unit asks for
    std::optional<unsigned> group{}; // whose members may enter it
};

struct RuntimeFacts {
    unsigned user = 0;
    std::string runtime_directory; // $RUNTIME_DIRECTORY
    std::string xdg_runtime_dir;   // $XDG_RUNTIME_DIR
};

// Whether what runs has to stay when whoever started it logs out: $XDG_RUNTIME_DIR goes away then.
enum class Lifetime { login, beyond_login };

std::vector<RuntimePlace> runtime_places(const RuntimeFacts& facts, Profile profile,
                                         Lifetime lifetime = Lifetime::login);

// For the socket alone: if a group may control the app, the folders that are only for that come first, since
// a folder has one group.
std::vector<RuntimePlace> socket_places(const RuntimeFacts& facts, Profile profile,
                                        std::optional<unsigned> group, Lifetime lifetime = Lifetime::login);

// For the file that is locked: the same order for both, so that they meet.
std::vector<RuntimePlace> lock_places(const RuntimeFacts& facts, Profile profile);

// Where sockets of any user may be found: in parent/prefix*below.
struct SearchPlace {
    std::string parent;
    std::string prefix;
    std::string below;
};

std::vector<SearchPlace> search_places(const RuntimeFacts& facts);

} // namespace ganger::core
