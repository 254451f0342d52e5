#include <ganger/core/child_terminal.hpp>

#include <array>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::array<std::pair<std::string_view, PtyWish>, 3> wishes{
    {{"always", PtyWish::always}, {"auto", PtyWish::automatic}, {"never", PtyWish::never}}};

bool has_automatic_pty(Profile profile, OurTerminals ours, std::size_t instances) {
    switch (profile) {
    case Profile::dev:
        return ours.output;
    case Profile::host:
        return false;
    case Profile::container:
        return ours.output && ours.input && instances == 1;
    }
    return false;
}

} // namespace

std::vector<std::string> pty_wish_names() {
    std::vector<std::string> names;
    for (const auto& [name, wish] : wishes) names.emplace_back(name);
    return names;
}

std::optional<PtyWish> pty_wish_named(std::string_view name) {
    for (const auto& [known, wish] : wishes)
        if (known == name) return wish;
    return std::nullopt;
}

bool is_terminal(OutputChannel output) {
    return output == OutputChannel::pty || output == OutputChannel::pty_else;
}

OutputChannel output_channel(PtyWish wish, Profile profile, OurTerminals ours, std::size_t instances) {
    const auto pipe = ours.tells_streams_apart ? OutputChannel::pipes : OutputChannel::pipe;
    switch (wish) {
    case PtyWish::automatic:
        return has_automatic_pty(profile, ours, instances) ? OutputChannel::pty_else : pipe;
    case PtyWish::always:
        return OutputChannel::pty;
    case PtyWish::never:
        return pipe;
    }
    return pipe;
}

bool takes_keys(OutputChannel output, Profile profile, OurTerminals ours, std::size_t instances) {
    return is_terminal(output) && profile != Profile::host && ours.input && ours.output && instances == 1;
}

} // namespace ganger::core
