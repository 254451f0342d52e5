// Sizes as people write them: a bare number is bytes.
#pragma once

#include <ganger/core/result.hpp>

#include <cstdint>
#include <string_view>

namespace ganger::core {

// "500", "64KiB", "10MiB", "1GiB"; K, M and G are the same; at most 1 TiB.
Result<std::uint64_t> parse_size(std::string_view text);

} // namespace ganger::core
