#include "render.hpp"

#include <ganger/os/log.hpp>

namespace ganger::cli {

void tell(const Error& error) {
    os::log_error(error);
}

void tell(const std::vector<Error>& errors) {
    for (const auto& error : errors) tell(error);
}

void tell(const std::vector<core::Diagnostic>& diagnostics) {
    for (const auto& diagnostic : diagnostics) os::log_plain(diagnostic.text());
}

} // namespace ganger::cli
