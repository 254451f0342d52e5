#include "leftovers.hpp"

#include "exit_codes.hpp"

#include <ganger/core/app_identity.hpp>
#include <ganger/core/runtime_place.hpp>
#include <ganger/core/settings.hpp>
#include <ganger/core/text.hpp>
#include <ganger/engine/leftovers.hpp>
#include <ganger/os/log.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace ganger::cli {

namespace {

using namespace core::leftovers;

// As long as the type that may take the longest: of which one is left is not always known.
core::Duration grace_of(const AppFiles& files, std::optional<core::Duration> stop_timeout) {
    core::Duration grace{};
    for (const auto& entry : *files.procfile)
        grace = std::max(
            grace,
            core::policy_of(files.settings, entry.type, files.place.profile, stop_timeout).stop_timeout);
    return grace;
}

struct Judged {
    Answer answer;

    ClearedGround operator()(const Cleared& cleared) const {
        if (cleared.ended.empty()) return {};
        return {{{core::Level::warning, core::words_of(cleared), {}, core::Topic::left_behind}}, {}};
    }
    ClearedGround operator()(const GivenUp& given_up) const {
        os::log_aside(fmt::format("exit 0: stopped by {}", given_up.reason));
        return {{}, ok};
    }
    ClearedGround operator()(const Stuck& stuck) const {
        const Error error{core::words_of(stuck),
                          "nothing is started beside it; end it by hand and start again"};
        return {{}, refuse({"stuck", {error}}, answer.instead_of_bad_input(failed))};
    }
};

} // namespace

ClearedGround end_leftovers(const AppFiles& files, std::optional<core::Duration> stop_timeout,
                            Answer answer) {
    const bool in_dev = files.place.profile == core::Profile::dev;
    const auto report =
        engine::end_leftovers({.app_id = core::app_id(files.identity),
                               .places = core::runtime_places(os::observe_runtime(), files.place.profile),
                               .grace = grace_of(files, stop_timeout),
                               .stops_at_hang_up = in_dev,
                               .suspends = in_dev});
    if (!report) return {{}, refuse({"cannot-run", {report.error()}}, answer.instead_of_bad_input(failed))};
    auto ground = std::visit(Judged{answer}, report->outcome);
    for (const auto& ledger : report->spoilt_ledgers)
        ground.words.push_back({core::Level::warning,
                                fmt::format("{} makes no sense: set aside as {}.bad; not all that its ganger "
                                            "left may be known",
                                            core::in_quotes(ledger), ledger),
                                {}});
    return ground;
}

} // namespace ganger::cli
