#include <ganger/core/app_choice.hpp>
#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace ganger::core {

namespace {

bool is_in(const std::string& folder, const std::string& root) {
    if (root.empty() || !folder.starts_with(root)) return false;
    return root == "/" || folder.size() == root.size() || folder[root.size()] == '/';
}

bool is_here(const KnownApp& app, const WantedApp& wanted) {
    return is_in(wanted.folder, app.identity.root) || is_in(wanted.real_folder, app.real_root);
}

bool may_be(const KnownApp& app, const WantedApp& wanted) {
    if (wanted.name && app.identity.name != *wanted.name) return false;
    if (wanted.procfile && app.identity.procfile != *wanted.procfile) return false;
    if (wanted.root) return app.identity.root == *wanted.root || app.real_root == wanted.real_root;
    return true;
}

// The longer the root, the nearer. Then what the same words would start: with the default name, and the
// Procfile that has this name.
auto likelihood(const KnownApp& app, const WantedApp& wanted) {
    const auto here = !wanted.root && !wanted.procfile && is_here(app, wanted) ? app.real_root.size() : 0;
    const bool usual_name = wanted.name || app.identity.has_default_name;
    const bool usual_file = wanted.procfile || app.identity.procfile == app.identity.root + "/Procfile";
    return std::tuple(here, usual_name && usual_file);
}

} // namespace

std::vector<KnownApp> matching_apps(std::vector<KnownApp> apps, const WantedApp& wanted) {
    // A name alone is looked for everywhere.
    const bool anywhere = wanted.root || wanted.procfile || wanted.name;
    std::vector<KnownApp> matching;
    for (auto& app : apps)
        if (may_be(app, wanted) && (anywhere || is_here(app, wanted))) matching.push_back(std::move(app));
    std::stable_sort(matching.begin(), matching.end(), [&](const KnownApp& a, const KnownApp& b) {
        return likelihood(a, wanted) > likelihood(b, wanted);
    });
    return matching;
}

Result<KnownApp> choose_app(const std::vector<KnownApp>& matching, const WantedApp& wanted) {
    const auto& first = matching.front();
    if (matching.size() == 1 || likelihood(matching[1], wanted) < likelihood(first, wanted)) return first;
    std::string list;
    for (const auto& app : matching) {
        if (likelihood(app, wanted) < likelihood(first, wanted)) break;
        if (!list.empty()) list += ", ";
        list += fmt::format("{} ({}, pid {})", app.identity.name, app.identity.procfile, app.pid);
    }
    return failure("several apps may be meant: " + list, "--name, -f or -d chooses one");
}

} // namespace ganger::core
