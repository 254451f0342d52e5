#include "foreground.hpp"

#include "drop_report.hpp"
#include "json_line.hpp"
#include "palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace ganger::core {

namespace {

constexpr std::size_t own_ring_bytes = std::size_t{64} << 10;

std::string notice_of(const Dropped& lost) {
    return fmt::format("dropped {}: our output took nothing", text_of(lost));
}

} // namespace

Foreground::Foreground(std::size_t max_line, const LineFormat& format)
    : format_(settled(format)), buffer_(most_ahead + max_line + (std::size_t{4} << 10)),
      writer_(buffer_, max_line, format_), queue_(64), own_ring_(own_ring_bytes) {
    own_.ring = &own_ring_;
    writer_.name(own_.line, "ganger", own_color);
    own_.line.piece = Piece::own;
    notice_line_ = own_.line;
}

void Foreground::enqueue(const Entry& next) {
    if (last_ - first_ == queue_.size()) {
        std::vector<Entry> larger(2 * queue_.size());
        for (std::uint64_t i = first_; i != last_; ++i) larger[i & (larger.size() - 1)] = entry(i);
        queue_ = std::move(larger);
    }
    entry(last_++) = next;
    ++next.source->queued;
}

// As exact as it is shown: what was read within one stamp goes together.
Stamp Foreground::stamp_of(const Time& time) const {
    using namespace std::chrono;
    if (format_.timestamps == Timestamps::none) return {};
    const auto wall = time.wall.time_since_epoch();
    const auto shown = format_.timestamps == Timestamps::time ? Duration(floor<seconds>(wall))
                                                              : Duration(floor<milliseconds>(wall));
    return {Wall(shown), time.utc_offset};
}

void Foreground::push(Source& source, std::size_t count, const Time& time) {
    if (count == 0) return;
    latest_ = stamp_of(time);
    latest_push_ = time.monotonic;
    if (source.hidden) {
        source.ring->consume(count);
        return;
    }
    source.ahead += count;
    if (dropping() && &source != &own_) {
        discard(source, count);
        return;
    }
    if (!queue_empty()) {
        Entry& back = entry(last_ - 1);
        if (back.source == &source && back.what == What::bytes && back.stamp == latest_) {
            back.count += static_cast<std::uint32_t>(count);
            return;
        }
    }
    enqueue({&source, static_cast<std::uint32_t>(count), What::bytes, latest_});
}

void Foreground::push_seal(Source& source) {
    if (dropping() || !source.has_output()) {
        perform(source, What::seal);
    } else {
        enqueue({&source, 0, What::seal, {}});
    }
}

void Foreground::push_end(Source& source) {
    if (dropping() || !source.has_output()) {
        perform(source, What::end);
    } else {
        enqueue({&source, 0, What::end, {}});
    }
}

void Foreground::show_partials(SourceTable& sources, Monotonic begun_until) {
    first_partial_.reset();
    if (format_.log_format == LogFormat::json) return;
    sources.each([&](Source& source) {
        // With something still to be done for it, it is not known to be unfinished; nor is it known to stay:
        // behind its end, nothing may be queued.
        if (source.queued > 0) return;
        const bool aside = source.line.aside && writer_.wants_to_draw();
        if (source.line.carry.empty() && !aside) return;
        if (aside || source.partial_since <= begun_until) {
            enqueue({&source, 0, What::show, {}});
        } else {
            first_partial_ = earlier(first_partial_, source.partial_since);
        }
    });
}

std::string Foreground::own_line(Level level, Topic topic, std::string_view text, const Stamp& stamp) const {
    if (format_.log_format == LogFormat::json) return own_record(level, topic, text, stamp);
    return std::string(text) + "\n";
}

void Foreground::say(const Told& told, const Time& time) {
    if (raw()) return aside_.say(told.text);
    const std::string text = own_line(told.level, told.topic, told.text, stamp_of(time));
    const std::size_t count = text.size();
    if (mode_ == Mode::dead || own_ring_.free() < count) {
        drop_own(static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
        return;
    }
    std::string_view rest = text;
    for (std::span<char> piece : own_ring_.room(count)) {
        std::copy_n(rest.data(), piece.size(), piece.data());
        rest.remove_prefix(piece.size());
    }
    own_ring_.append({}, count, true);
    push(own_, count, time);
}

void Foreground::perform(Source& source, What what) {
    switch (what) {
    case What::bytes:
        return;
    case What::show:
        writer_.show(source.line);
        collect_answers(source);
        return;
    case What::seal:
    case What::end:
        writer_.seal(source.line);
        collect_dropped();
        if (what == What::end) {
            writer_.forget(source.line);
            gone_.push_back(&source);
        }
        return;
    }
}

void Foreground::format_bytes(Entry& next, std::size_t ahead) {
    Source& source = *next.source;
    source.line.now = next.stamp;
    while (next.count > 0) {
        const std::size_t done = writer_.write(source.line, source.ring->front(next.count), ahead);
        if (done == 0) break;
        source.ring->consume(done);
        source.ahead -= done;
        formatted_ += done;
        next.count -= static_cast<std::uint32_t>(done);
        if (source.line.carry.size() <= done) source.partial_since = source.last_read; // a line began in it
    }
    if (!source.line.carry.empty() && format_.log_format != LogFormat::json)
        first_partial_ = earlier(first_partial_, source.partial_since);
}

void Foreground::collect_answers(Source& source) {
    if (!source.line.answers.empty()) answers_.push_back({source.id, std::exchange(source.line.answers, {})});
}

void Foreground::fill(std::size_t ahead) {
    if (mode_ == Mode::dead) return;
    buffer_.retract(std::exchange(notice_size_, 0));
    while (!queue_empty() && buffer_.size() < ahead) {
        Entry& next = entry(first_);
        if (next.what == What::bytes) {
            format_bytes(next, ahead);
            collect_answers(*next.source);
            if (next.count > 0) break;
        }
        ++first_;
        --next.source->queued;
        perform(*next.source, next.what);
    }
    collect_dropped();
    append_notice();
    if (queue_empty() && writer_.wants_to_draw()) first_partial_ = earlier(first_partial_, latest_push_);
}

void Foreground::append_notice() {
    if (!unreported_.any()) return;
    if (raw()) {
        if (mode_ == Mode::writing) report_dropped();
        return;
    }
    writer_.close_line();
    notice_line_.now = latest_;
    const std::size_t before = buffer_.size();
    const std::string text = own_line(Level::warning, Topic::dropped, notice_of(unreported_), latest_);
    for (std::string_view rest = text; !rest.empty();)
        rest.remove_prefix(writer_.write(notice_line_, rest, buffer_.size() + 1));
    if (mode_ == Mode::dropping) {
        notice_ = unreported_;
        notice_size_ = buffer_.size() - before;
    } else {
        unreported_ = {};
    }
}

void Foreground::report_dropped() {
    if (raw() && unreported_.any()) aside_.say(notice_of(std::exchange(unreported_, {})));
}

std::optional<std::string> Foreground::take_last_notice() {
    if (!unreported_.any()) return {};
    return notice_of(std::exchange(unreported_, {}));
}

bool Foreground::idle() const {
    return buffer_.empty() && queue_empty() && (mode_ == Mode::dead || !unreported_.any());
}

// More is formatted once less than a quarter is left.
std::string_view Foreground::output(std::size_t ahead) {
    if (dropping() || buffer_.size() < ahead / 4) fill(ahead);
    return buffer_.pending();
}

void Foreground::take(std::size_t count) {
    written_ += buffer_.take(count);
    if (count == 0 || mode_ != Mode::dropping) return;
    mode_ = Mode::writing;
    unreported_ -= std::exchange(notice_, {});
    notice_size_ = 0;
}

void Foreground::discard(Source& source, std::size_t count) {
    source.ahead -= count;
    while (count > 0) {
        const std::string_view bytes = source.ring->front(count);
        writer_.discard(source.line, bytes);
        source.ring->consume(bytes.size());
        count -= bytes.size();
    }
    collect_dropped();
}

void Foreground::drop(const Dropped& lost) {
    dropped_ += lost;
    unreported_ += lost;
}

void Foreground::begin_dropping(SourceTable& sources) {
    // In raw there is nothing else that the sink could take, to end this.
    if (dropping() || (raw() && buffer_.empty())) return;
    mode_ = Mode::dropping;
    if (!raw()) drop(buffer_.drop_sources());
    drop_lines(sources);
}

void Foreground::drop_all(SourceTable& sources) {
    if (mode_ == Mode::dead) return;
    mode_ = Mode::dead;
    buffer_.retract(std::exchange(notice_size_, 0));
    drop(buffer_.drop_all());
    drop_lines(sources);
}

void Foreground::drop_lines(SourceTable& sources) {
    sources.each([&](Source& source) { writer_.drop(source.line); });
    writer_.find_line_start();
    drop_queue();
    collect_dropped();
    first_partial_.reset();
}

// Own lines stay, unless all goes.
void Foreground::drop_queue() {
    std::uint64_t kept = first_;
    for (std::uint64_t i = first_; i != last_; ++i) {
        const Entry next = entry(i);
        if (next.source != &own_) {
            --next.source->queued;
            if (next.what == What::bytes) discard(*next.source, next.count);
            if (next.what == What::seal || next.what == What::end) perform(*next.source, next.what);
        } else if (mode_ == Mode::dropping) {
            entry(kept++) = next;
        } else {
            --own_.queued;
            discard_own(next.count);
        }
    }
    last_ = kept;
}

void Foreground::discard_own(std::size_t count) {
    while (count > 0) {
        const std::string_view bytes = own_ring_.front(count);
        drop_own(static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n')));
        own_ring_.consume(bytes.size());
        count -= bytes.size();
    }
}

std::vector<Source*> Foreground::take_gone() {
    return std::exchange(gone_, {});
}

} // namespace ganger::core
