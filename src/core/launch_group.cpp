#include <ganger/core/launch_group.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::string_view prefix = "ganger-";

} // namespace

bool is_ours_to_divide(const OwnGroup& group) {
    if (!group.can_be_killed) return false;
    return group.is_top || group.is_given_away || (group.belongs_to_us && !group.may_do_anything);
}

std::string launch_group(std::uint64_t pid_namespace, std::string_view run, const InstanceName& instance,
                         LaunchId launch) {
    return fmt::format("{}{}-{}.{}.{}", prefix, pid_namespace, run, instance.text(),
                       static_cast<std::uint64_t>(launch));
}

std::optional<LaunchGroup> parse_launch_group(std::string_view name) {
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    LaunchGroup group;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), group.pid_namespace);
    name.remove_prefix(static_cast<std::size_t>(end - name.data()));
    if (error != std::errc{} || !name.starts_with('-')) return std::nullopt;
    auto mark = parse_mark(name.substr(1));
    if (!mark) return std::nullopt;
    group.mark = std::move(*mark);
    return group;
}

} // namespace ganger::core
