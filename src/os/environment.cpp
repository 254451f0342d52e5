#include <ganger/os/environment.hpp>

#include <string_view>
#include <unistd.h>

namespace ganger::os {

std::vector<std::pair<std::string, std::string>> inherited_environment() {
    std::vector<std::pair<std::string, std::string>> inherited;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        inherited.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return inherited;
}

} // namespace ganger::os
