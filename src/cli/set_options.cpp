#include "set_options.hpp"

#include <fmt/format.h>

namespace ganger::cli {

tl::expected<std::vector<std::pair<std::string, std::string>>, std::vector<Error>>
read_set_options(const std::vector<std::string>& set) {
    std::vector<std::pair<std::string, std::string>> pairs;
    std::vector<Error> errors;
    for (const auto& text : set) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            errors.push_back({fmt::format("--set {} is no KEY=VALUE", text), "write --set KEY=VALUE"});
        } else {
            pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    if (!errors.empty()) return tl::unexpected(std::move(errors));
    return pairs;
}

} // namespace ganger::cli
