#include <ganger/core/argument_size.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace ganger::core {

namespace {

// With the NUL behind each, as the kernel counts them.
std::size_t size_of(const std::vector<std::string>& texts) {
    std::size_t size = texts.size();
    for (const auto& text : texts) size += text.size();
    return size;
}

std::vector<std::string>::const_iterator largest_of(const std::vector<std::string>& texts) {
    return std::max_element(texts.begin(), texts.end(),
                            [](const auto& a, const auto& b) { return a.size() < b.size(); });
}

} // namespace

std::string largest_part(const std::vector<std::string>& arguments,
                         const std::vector<std::string>& environment) {
    const auto argument = largest_of(arguments);
    const auto variable = largest_of(environment);
    const auto argument_size = argument == arguments.end() ? 0 : argument->size();
    const bool is_variable = variable != environment.end() && variable->size() > argument_size;
    const auto what = is_variable ? fmt::format("the variable {}", variable->substr(0, variable->find('=')))
                                  : fmt::format("argument {}", argument - arguments.begin());
    return fmt::format("its largest part is {}: {} of {} bytes", what,
                       (is_variable ? variable->size() : argument_size) + 1,
                       size_of(arguments) + size_of(environment));
}

} // namespace ganger::core
