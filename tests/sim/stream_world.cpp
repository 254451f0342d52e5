#include "stream_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ganger::sim {

namespace {

constexpr std::size_t pipe_size = 65536;

} // namespace

// Each line begins with its number, so that the judge knows it again; the rest may be long, empty, or come
// later. Before it may stand a progress bar, which need not fit into a row.
std::string Writers::text(PipeEnd& pipe) {
    if (dice_->chance(0.05)) return "\n";
    if (dice_->chance(0.05)) return "no-end-yet";
    if (dice_->chance(0.01)) return std::string(dice_->below(200), '#') + '\r';
    std::string line = fmt::format("{}:", pipe.lines++);
    line.append(dice_->chance(0.05) ? dice_->below(2000) : dice_->below(30),
                static_cast<char>('a' + dice_->below(26)));
    if (dice_->chance(0.03)) line += '\0';
    if (dice_->chance(0.03)) line += "\xff\r";
    if (!dice_->chance(0.1)) line += '\n';
    return line;
}

std::string name_of(std::string_view name, core::Stream stream) {
    const auto text = core::stream_text(stream);
    return text.empty() ? std::string(name) : fmt::format("{}/{}", name, text[3]);
}

char own_letter(core::SourceId source, char c) {
    if (c == '\n') return c;
    return static_cast<char>((static_cast<unsigned>(source) << 5U) | (static_cast<unsigned char>(c) & 0x1fU));
}

bool is_of(core::SourceId source, char c) {
    return static_cast<unsigned char>(c) >> 5U == static_cast<unsigned>(source);
}

std::size_t Writers::write(PipeEnd& pipe) {
    std::string bytes;
    if (floods_ && dice_->chance(0.3)) {
        const std::size_t size = dice_->below(pipe_size);
        while (bytes.size() < size) {
            bytes += fmt::format("{}:", pipe.lines++);
            bytes.append(dice_->below(4000), 'x');
            bytes += '\n';
        }
    } else {
        for (std::size_t i = dice_->below(4) + 1; i > 0; --i) bytes += text(pipe);
    }
    if (told_apart_)
        for (char& c : bytes) c = own_letter(pipe.source, c);
    // The rest of a line that does not fit comes with the next write, as in life.
    const std::size_t fits = std::min(bytes.size(), pipe_size - std::min(pipe_size, pipe.in_pipe.size()));
    pipe.in_pipe.append(bytes, 0, fits);
    return fits;
}

std::size_t Sink::take(std::string_view offered) {
    std::size_t count = offered.size();
    switch (mood) {
    case Mood::open:
        break;
    case Mood::short_writes:
        count = dice_->below(count + 1);
        break;
    case Mood::slow:
        count = std::min(count, room);
        break;
    case Mood::stuck:
    case Mood::broken:
        count = 0;
        break;
    }
    if (mood == Mood::slow) room -= count;
    got += offered.substr(0, count);
    unread += count;
    return count;
}

} // namespace ganger::sim
