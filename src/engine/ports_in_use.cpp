#include <ganger/engine/ports_in_use.hpp>
#include <ganger/os/ports.hpp>

#include <fmt/format.h>

namespace ganger::engine {

std::vector<Error> ports_in_use(const std::vector<core::PlannedInstance>& instances) {
    std::vector<Error> errors;
    for (const auto& instance : instances) {
        if (!instance.listens || !instance.port || os::port_is_free(*instance.port)) continue;
        const auto holder = os::port_holder(*instance.port);
        errors.push_back({fmt::format("port {} of {} is in use{}", *instance.port, instance.name.text(),
                                      holder ? " by " + *holder : std::string()),
                          "end that process, or choose another base with -p"});
    }
    return errors;
}

} // namespace ganger::engine
