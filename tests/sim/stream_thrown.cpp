#include "stream_thrown.hpp"

#include <algorithm>

namespace ganger::sim {

using namespace core;

RouterOptions thrown_options(Dice& dice) {
    RouterOptions options;
    options.format.name_width = 7;
    options.ring_bytes = 65536;
    options.max_line = dice.pick(std::vector<std::size_t>{120, 500, 65536});
    LineFormat& format = options.format;
    format.timestamps = dice.pick(
        std::vector{Timestamps::none, Timestamps::none, Timestamps::time, Timestamps::ms, Timestamps::iso});
    format.log_format =
        dice.pick(std::vector{LogFormat::plain, LogFormat::pretty, LogFormat::json, LogFormat::raw});
    format.colors = dice.chance(0.3);
    format.terminal = dice.chance(0.2);
    if (format.log_format == LogFormat::json) options.max_line = std::max(options.max_line, std::size_t{500});
    format = settled(format);
    return options;
}

} // namespace ganger::sim
