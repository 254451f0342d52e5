#include <ganger/core/byte_size.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace ganger::core {

namespace {

struct Unit {
    std::string_view name;
    unsigned shift;
};

constexpr std::array<Unit, 7> units = {
    {{"", 0}, {"KiB", 10}, {"K", 10}, {"MiB", 20}, {"M", 20}, {"GiB", 30}, {"G", 30}}};
constexpr std::uint64_t largest = std::uint64_t{1} << 40;

} // namespace

Result<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
    for (const auto& known : units) {
        if (read.ec != std::errc{} || unit != known.name) continue;
        if (number > largest >> known.shift) break;
        return number << known.shift;
    }
    return failure(fmt::format("'{}' is no size", text),
                   "write bytes, or a number with KiB, MiB or GiB: 10MiB; at most 1024GiB");
}

} // namespace ganger::core
