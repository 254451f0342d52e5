#include "client.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "stream_options.hpp"

#include <ganger/control/log_events.hpp>
#include <ganger/control/logs_query.hpp>
#include <ganger/core/duration.hpp>
#include <ganger/core/log_text.hpp>
#include <ganger/core/text.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/pty.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>

namespace ganger::cli {

namespace {

Result<core::LogQuery> query_of(const LogsOptions& options) {
    core::LogQuery query;
    query.follow = options.follow;
    query.names = options.names;
    const auto& lines = options.lines;
    if (lines == "all") {
        query.lines.reset();
    } else {
        std::size_t count = 0;
        const auto [end, error] = std::from_chars(lines.data(), lines.data() + lines.size(), count);
        if (error != std::errc{} || end != lines.data() + lines.size())
            return failure(fmt::format("-n takes no {}", core::in_quotes(lines)),
                           "a number of lines, or all");
        query.lines = count;
    }
    if (options.since) {
        const auto age = core::parse_duration(*options.since);
        if (!age) return failure("--since: " + age.error().message, age.error().hint);
        query.since = os::now().wall - *age;
        if (!options.lines_are_typed) query.lines.reset();
    }
    return query;
}

// Writes what is met as the stream would show it.
class Printer {
  public:
    Printer(const OutputOptions& options, OutputPlace place) : options_(options), place_(place) {}

    // False: there is nothing more to do.
    bool take(std::string_view bytes) {
        parser_.feed(bytes, [this](control::LogEvent event) {
            if (goes_on()) std::visit([this](const auto& what) { on(what); }, event);
        });
        if (goes_on() && std::fflush(stdout) != 0) failed_ = errno;
        return goes_on();
    }

    bool ended() const { return ended_; }
    int failed() const { return failed_; }

  private:
    bool goes_on() const { return !ended_ && failed_ == 0; }

    void on(const control::LogsBegin& begin) {
        const auto format = logs_format(options_, begin.names, place_);
        if (!format) return; // it was tried before
        text_.emplace(*format, begin.types, os::terminal_size(1).value_or(core::TerminalSize{}));
    }

    void on(const core::LogRecord& record) {
        if (!text_) return;
        const auto text = text_->text(record.line(), os::now().utc_offset);
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) failed_ = errno;
    }

    void on(const control::LogsLost& lost) {
        on(core::LogRecord{
            .time = os::now().wall,
            .type = std::string(core::own_type),
            .level = core::Level::warning,
            .topic = core::Topic::dropped,
            .text = fmt::format("{} line{} lost: this reader was too slow", lost.lines,
                                lost.lines == 1 ? "" : "s"),
        });
    }

    void on(const control::LogsEnd&) { ended_ = true; }

    OutputOptions options_;
    OutputPlace place_;
    control::LogEventParser parser_;
    std::optional<core::LogText> text_;
    bool ended_ = false;
    int failed_ = 0;
};

} // namespace

int logs(const LogsOptions& options) {
    const bool json = options.output.json;
    const auto query = query_of(options);
    if (!query) return refuse({bad_input, "usage", query.error()}, json);
    const auto place = output_place(core::Profile::dev);
    const auto format = logs_format(options.output, {}, place);
    if (!format) return refuse({bad_input, "usage", format.error()}, json);
    const auto app = find_app(options.files);
    if (!app) return refuse(app.error(), json);

    Printer printer(options.output, place);
    const auto heard = listen_to(*app, control::logs_target(*query),
                                 [&printer](std::string_view bytes) { return printer.take(bytes); });
    // Whoever read our output has had enough.
    if (printer.failed() == EPIPE || (heard && *heard == Heard::reader_left)) return ok;
    if (printer.failed() != 0)
        return refuse({cli::failed, "cannot-write", {"cannot write to standard output", {}}}, json);
    if (printer.ended()) return ok;
    if (!heard) return refuse(heard.error(), json);
    return refuse({cli::failed,
                   "broken-off",
                   {fmt::format("{} has ended without a last word: it was killed", app->identity.name), {}}},
                  json);
}

} // namespace ganger::cli
