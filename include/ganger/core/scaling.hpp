// Another number of instances of an app that runs. Pure.
#pragma once

#include <ganger/core/formation.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/settings.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct CountChange {
    // if_none: where there is none, as many as a start of the app would start.
    enum class Way { to, up, down, if_none };
    std::string type;
    Way way = Way::to;
    unsigned number = 0;
};

// "web=3", "worker+1", "worker-1"; nothing: it is none of these.
std::optional<CountChange> read_count_change(std::string_view text);
// "3", "+1", "-1".
std::optional<CountChange> read_count_change(std::string type, std::string_view number);
std::string number_text(const CountChange& change); // "3", "+1"

// What there is, changed by these: one for each entry of the Procfile, in its order. All problems at once, as
// make_formation tells them.
tl::expected<Formation, std::vector<Error>> changed_formation(const Procfile& procfile,
                                                              const Settings& settings,
                                                              const Formation& current,
                                                              const std::vector<CountChange>& changes);

} // namespace ganger::core
