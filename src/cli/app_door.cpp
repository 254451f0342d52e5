#include "app_door.hpp"

#include "left_apps.hpp"

#include <ganger/control/app_file.hpp>
#include <ganger/os/left_socket.hpp>
#include <ganger/os/runtime_folder.hpp>
#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace ganger::cli {

namespace {

constexpr std::chrono::seconds at_most{1}; // somebody may have been suspended who holds it

Result<Door> open_in(const core::RuntimePlace& place, const core::AppIdentity& app, const std::string& id) {
    auto folder = os::open_runtime_folder(place);
    if (!folder) return tl::unexpected(folder.error());
    const auto name = id + ".sock";
    const auto held = os::hold_folder(*folder, at_most);
    if (held) remove_left_apps(*folder);
    auto path = folder->path + "/" + name;
    // Without the lock there may be another one of the same app.
    if (os::listener_at(path)) return failure(fmt::format("somebody listens at '{}'", path));
    os::remove_from(*folder, name); // a dead supervisor's
    auto listener = os::listen_at(path);
    if (!listener) return tl::unexpected(listener.error());
    os::OwnFile socket(*folder, name);
    const auto shown = os::show_to_group(*folder, name, 0660);
    if (!shown) return tl::unexpected(shown.error());
    auto app_file = os::make_own_file(*folder, id + ".json",
                                      control::to_json(control::AppFile{app, os::our_pid()}) + "\n");
    if (!app_file) return tl::unexpected(app_file.error());
    return Door{std::move(*listener), std::move(path), std::move(socket), std::move(*app_file), {}, {}};
}

// What is written there is for nobody else.
std::optional<os::RuntimeFolder> folder_of_ours(core::Profile profile, core::Lifetime lifetime) {
    for (const auto& place : core::runtime_places(os::observe_runtime(), profile, lifetime))
        if (auto folder = os::open_runtime_folder(place)) return std::move(*folder);
    return std::nullopt;
}

} // namespace

Door open_door(const core::AppIdentity& app, core::Profile profile, core::Lifetime lifetime,
               std::optional<unsigned> group) {
    const auto id = core::app_id(app);
    std::string why;
    for (const auto& place : core::socket_places(os::observe_runtime(), profile, group, lifetime)) {
        auto door = open_in(place, app, id);
        if (!door) {
            why = door.error().message;
            continue;
        }
        door->folder = folder_of_ours(profile, lifetime);
        if (group && !place.group)
            door->without = fmt::format("only you and root can control this app, and not its group: {}", why);
        return std::move(*door);
    }
    return Door{
        {}, {}, {},
        {}, {}, fmt::format("no socket for control: {}; 'ganger ps' and others will not find this app", why)};
}

} // namespace ganger::cli
