#include "left_apps.hpp"

#include <ganger/control/app_file.hpp>
#include <ganger/os/app_search.hpp>
#include <ganger/os/left_socket.hpp>
#include <ganger/os/own_file.hpp>
#include <ganger/os/unix_socket.hpp>

#include <chrono>
#include <set>
#include <string>

namespace ganger::cli {

namespace {

// Somebody else's files may have such names, too.
bool is_left(const os::FoundApp& found) {
    return found.user == os::our_user() && control::read_app_file(found.app_file) &&
           os::nobody_listens(found.socket);
}

std::string folder_of(const os::FoundApp& found) {
    return found.socket.substr(0, found.socket.rfind('/'));
}

} // namespace

void remove_left_apps(const os::RuntimeFolder& folder) {
    for (const auto& found : os::find_apps_in(folder.path)) {
        if (!is_left(found)) continue;
        const auto begin = found.socket.rfind('/') + 1;
        const auto id = found.socket.substr(begin, found.socket.rfind('.') - begin);
        os::remove_from(folder, id + ".sock");
        os::remove_from(folder, id + ".json");
    }
}

void remove_left_apps() {
    std::set<std::string> folders;
    for (const auto& found : os::find_apps(core::search_places(os::observe_runtime())))
        if (is_left(found)) folders.insert(folder_of(found));
    for (const auto& path : folders) {
        const auto folder = os::find_runtime_folder({path, true});
        if (!folder) continue;
        if (const auto held = os::hold_folder(*folder, std::chrono::milliseconds{0}))
            remove_left_apps(*folder);
    }
}

} // namespace ganger::cli
