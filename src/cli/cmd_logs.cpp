#include "client.hpp"
#include "commands.hpp"
#include "drain_options.hpp"
#include "exit_codes.hpp"
#include "files.hpp"
#include "line_filter.hpp"
#include "past_logs.hpp"
#include "render.hpp"
#include "stream_options.hpp"

#include <ganger/control/log_events.hpp>
#include <ganger/control/logs_query.hpp>
#include <ganger/control/named_logs.hpp>
#include <ganger/core/duration.hpp>
#include <ganger/core/log_text.hpp>
#include <ganger/core/text.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/pty.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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

// What is asked for of the lines that come.
struct Choice {
    std::optional<LineFilter> filter;
    std::optional<std::size_t> last; // of the past, with a filter
};

Result<Choice> choice_of(const LogsOptions& options, std::optional<std::size_t> lines) {
    if (!options.grep) return Choice{};
    auto filter = LineFilter::of(*options.grep);
    if (!filter) return tl::unexpected(filter.error());
    return Choice{std::move(*filter), options.lines_are_typed ? lines : std::nullopt};
}

// Writes what is met as the stream would show it.
class Printer {
  public:
    Printer(const OutputOptions& options, OutputPlace place, Choice choice)
        : options_(options), place_(place), choice_(std::move(choice)), holds_(choice_.last.has_value()) {}

    // False: there is nothing more to do.
    bool take(std::string_view bytes) {
        parser_.feed(bytes, [this](control::LogEvent event) { meet(std::move(event)); });
        return flush();
    }

    bool meet(control::LogEvent event) {
        if (goes_on()) std::visit([this](auto& what) { on(what); }, event);
        return goes_on();
    }

    bool flush() {
        if (goes_on() && std::fflush(stdout) != 0) failed_ = errno;
        return goes_on();
    }

    bool ended() const { return ended_; }
    int failed() const { return failed_; }
    const std::optional<Error>& too_hard() const { return too_hard_; }

  private:
    bool goes_on() const { return !ended_ && failed_ == 0 && !too_hard_; }

    void on(const control::LogsBegin& begin) {
        const auto format = logs_format(options_, begin.names, place_);
        if (!format) return; // it was tried before
        text_.emplace(*format, begin.types, os::terminal_size(1).value_or(core::TerminalSize{}));
    }

    void on(core::LogRecord& record) {
        if (choice_.filter) {
            const auto matches = choice_.filter->matches(record.text);
            if (!matches) too_hard_ = matches.error();
            if (!matches || !*matches) return;
        }
        if (!holds_) return print(record);
        held_.push_back(std::move(record));
        if (held_.size() > *choice_.last) held_.pop_front();
    }

    void print(const core::LogRecord& record) {
        if (!text_) return;
        const auto text = text_->text(record.line(), os::now().utc_offset);
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) failed_ = errno;
    }

    void on(const control::LogsLost& lost) {
        print(core::LogRecord{
            .time = os::now().wall,
            .type = std::string(core::own_type),
            .level = core::Level::warning,
            .topic = core::Topic::dropped,
            .text = fmt::format("{} line{} lost: this reader was too slow", lost.lines,
                                lost.lines == 1 ? "" : "s"),
        });
    }

    void on(const control::LogsLive&) {
        for (const auto& record : held_) print(record);
        held_.clear();
        holds_ = false;
    }

    void on(const control::LogsEnd&) {
        on(control::LogsLive{});
        ended_ = true;
    }

    OutputOptions options_;
    OutputPlace place_;
    Choice choice_;
    bool holds_;                       // until the past is over
    std::deque<core::LogRecord> held_; // the last that match
    std::optional<Error> too_hard_;    // for the filter
    control::LogEventParser parser_;
    std::optional<core::LogText> text_;
    bool ended_ = false;
    int failed_ = 0;
};

// What became of the printing, if it did not come to its end.
std::optional<int> broken_off(const Printer& printer, bool json) {
    if (printer.failed() == EPIPE) return ok; // whoever read our output has had enough
    if (printer.too_hard()) return refuse({failed, "too-hard", *printer.too_hard()}, json);
    if (printer.failed() != 0)
        return refuse({failed, "cannot-write", {"cannot write to standard output", {}}}, json);
    return {};
}

std::vector<std::string> types_of(const AppFiles& files) {
    std::vector<std::string> types;
    if (files.procfile)
        for (const auto& entry : *files.procfile) types.push_back(entry.type);
    return types;
}

// Any number of a type may have run.
std::optional<Error> unknown_in(std::vector<std::string> names, const std::vector<std::string>& types,
                                const std::set<std::string>& met) {
    for (auto& name : names)
        if (met.count(name) == 0) name.resize(std::min(name.find('.'), name.size()));
    auto known = types;
    known.emplace_back(core::own_type);
    known.insert(known.end(), met.begin(), met.end());
    return control::unknown_name(names, known);
}

// From the log file of an app that does not run, as `refusal` tells.
int past_logs(const LogsOptions& options, const core::LogQuery& query, Printer& printer, Refusal refusal) {
    const bool json = options.output.json;
    const auto files = read_app_files(options.files, {});
    const auto path = files && refusal.code == not_running ? past_log(*files) : std::nullopt;
    if (!path) return refuse(refusal, json);
    auto past = PastLogs::find(*path, query);
    if (!past || !*past) {
        refusal.error.hint =
            past ? "with file of [log] in ganger.toml, what it writes is found here later, too"
                 : past.error().message;
        return refuse(refusal, json);
    }
    if ((*past)->all_are_foreign())
        return refuse(
            {bad_input,
             "no-sense",
             {fmt::format("{}, and ganger has written no line of '{}'", refusal.error.message, *path), {}}},
            json);
    const auto types = types_of(*files);
    if (auto unknown = unknown_in(query.names, types, (*past)->names()))
        return refuse({no_such_process, "refused", std::move(*unknown)}, json);

    tell(Error{fmt::format("{}; what follows is from its log file '{}'", refusal.error.message, *path), {}});
    printer.meet(control::LogsBegin{files->app, types, {(*past)->names().begin(), (*past)->names().end()}});
    (*past)->read([&](control::LogEvent event) { return printer.meet(std::move(event)); });
    printer.meet(control::LogsEnd{});
    std::fflush(stdout);
    if (const auto count = (*past)->foreign())
        tell(Error{fmt::format("{} line{} of it left out: ganger has not written {}", count,
                               count == 1 ? "" : "s", count == 1 ? "it" : "them"),
                   {}});
    return broken_off(printer, json).value_or(ok);
}

} // namespace

int logs(const LogsOptions& options) {
    const bool json = options.output.json;
    auto query = query_of(options);
    if (!query) return refuse({bad_input, "usage", query.error()}, json);
    auto choice = choice_of(options, query->lines);
    if (!choice) return refuse({bad_input, "usage", choice.error()}, json);
    if (choice->filter) query->lines.reset(); // how many of them match is seen here
    const auto place = output_place(core::Profile::dev);
    const auto format = logs_format(options.output, {}, place);
    if (!format) return refuse({bad_input, "usage", format.error()}, json);
    Printer printer(options.output, place, std::move(*choice));
    const auto app = find_app(options.files);
    if (!app) return past_logs(options, *query, printer, app.error());

    const auto heard = listen_to(*app, control::logs_target(*query),
                                 [&printer](std::string_view bytes) { return printer.take(bytes); });
    if (heard && *heard == Heard::reader_left) return ok;
    if (const auto status = broken_off(printer, json)) return *status;
    if (printer.ended()) return ok;
    if (!heard) return refuse(heard.error(), json);
    return refuse(
        {cli::failed,
         "broken-off",
         {fmt::format("{} has ended without a last word: it was killed, or we were too slow for its end",
                      app->identity.name),
          {}}},
        json);
}

} // namespace ganger::cli
