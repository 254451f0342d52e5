#include <ganger/core/process_settings.hpp>

#include <algorithm>

namespace ganger::core {

// In the order of LimitKind.
const std::vector<std::string>& limit_names() {
    static const std::vector<std::string> names{
        "as",   "core",   "cpu",   "data", "fsize",  "locks",  "memlock",    "msgqueue",
        "nice", "nofile", "nproc", "rss",  "rtprio", "rttime", "sigpending", "stack"};
    return names;
}

std::string_view limit_text(LimitKind kind) {
    return limit_names().at(static_cast<std::size_t>(kind));
}

std::optional<LimitKind> limit_named(std::string_view name) {
    const auto& names = limit_names();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<LimitKind>(found - names.begin());
}

std::string folder_in(std::string_view root, std::string_view folder) {
    const bool from_the_top = folder.starts_with('/');
    std::vector<std::string_view> parts;
    for (std::string_view rest : {from_the_top ? std::string_view{} : root, folder}) {
        while (!rest.empty()) {
            const auto part = rest.substr(0, rest.find('/'));
            rest.remove_prefix(std::min(rest.size(), part.size() + 1));
            if (part.empty() || part == ".") continue;
            if (part != "..")
                parts.push_back(part);
            else if (!parts.empty())
                parts.pop_back();
        }
    }
    std::string path;
    for (const auto part : parts) path.append("/").append(part);
    return path.empty() ? "/" : path;
}

} // namespace ganger::core
