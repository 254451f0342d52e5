#include "detached_start.hpp"

#include "client.hpp"
#include "exit_codes.hpp"
#include "refusal.hpp"
#include "render.hpp"

#include <ganger/control/app_file.hpp>
#include <ganger/control/processes_text.hpp>
#include <ganger/control/start_progress.hpp>
#include <ganger/control/start_report.hpp>
#include <ganger/core/duration.hpp>
#include <ganger/os/clock.hpp>
#include <ganger/os/log.hpp>
#include <ganger/os/place.hpp>
#include <ganger/os/ports.hpp>
#include <ganger/os/unix_socket.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace ganger::cli {

namespace {

using namespace std::chrono_literals;

constexpr core::Duration default_patience = 60s;
constexpr core::Duration between_asks = 50ms;
constexpr core::Duration a_while = 2s; // without a word
constexpr core::Duration for_its_socket = 2s;
constexpr std::size_t most_lines = 20;
constexpr int by_signal = 128;
constexpr std::string_view started = "started";
constexpr std::string_view runs = "runs";

// What the process in the background tells the one in front.
struct Handover {
    bool started = true; // false: it ran already
    core::KnownApp app;
    std::string without; // why there is no socket
};

std::string to_message(const Handover& handover) {
    const auto file = control::to_json(control::AppFile{handover.app.identity, handover.app.pid});
    return fmt::format("{}\n{}\n{}\n{}", handover.started ? started : runs, file, handover.app.socket,
                       handover.without);
}

std::optional<Handover> read_message(const std::string& message) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (int i = 0; i < 3; ++i) {
        const auto end = message.find('\n', begin);
        if (end == std::string::npos) return std::nullopt;
        parts.push_back(message.substr(begin, end - begin));
        begin = end + 1;
    }
    const auto file = control::read_app_file(parts[1]);
    if (!file) return std::nullopt;
    return Handover{parts[0] == started, {file->identity, {}, parts[2], file->pid, 0}, message.substr(begin)};
}

std::string_view last_lines(std::string_view words, std::size_t most) {
    words.remove_suffix(words.ends_with('\n') ? 1 : 0);
    std::size_t begin = words.size();
    for (std::size_t lines = 0; lines < most && begin != std::string_view::npos; ++lines)
        begin = begin == 0 ? begin - 1 : words.rfind('\n', begin - 1); // npos: at the first line
    return words.substr(begin + 1);
}

// "exit 3: web.1 exited 3", as the last line of the log says it.
std::string reason_in(std::string_view words, int status) {
    const auto exit = fmt::format("exit {}", status);
    const auto place = last_lines(words, 1).rfind(exit + ":");
    return place == std::string_view::npos ? exit : std::string(last_lines(words, 1).substr(place));
}

// In front.
class Waiting {
  public:
    Waiting(os::Front front, bool json, bool waits, core::Duration patience,
            std::set<std::uint16_t> listened_before)
        : front_(std::move(front)), json_(json), waits_(waits), patience_(patience),
          listened_before_(std::move(listened_before)) {}

    int run();

  private:
    int follow();
    std::optional<int> judge(const core::Time& now);
    std::optional<int> look(core::Duration at_most);
    void tell_pending(const control::StartProgress& progress, const core::Time& now);
    tl::expected<bool, Refusal> ask_for_report();
    int without_socket();
    int has_ended(int status);
    int print(int status, std::string_view code, std::optional<Error> error);
    void print_last_words() const;
    std::string name_and_pid() const {
        return fmt::format("{} (pid {})", handover_.app.identity.name, handover_.app.pid);
    }

    os::Front front_;
    bool json_;
    bool waits_;
    core::Duration patience_;
    std::set<std::uint16_t> listened_before_;
    Handover handover_;
    control::ProcessesReport report_;
    core::Monotonic began_{};
    std::vector<std::string> told_;
};

// Until it is started it is as in the foreground: what is wrong has been said, and a signal ends it.
int Waiting::run() {
    for (;;) {
        auto view = front_.look(1h);
        if (view.signal) front_.pass_on(*view.signal);
        if (auto handover = view.message ? read_message(*view.message) : std::nullopt) {
            handover_ = std::move(*handover);
            return follow();
        }
        if (view.ended) return *view.ended;
    }
}

int Waiting::follow() {
    const auto& app = handover_.app;
    auto& known = report_.app; // as long as nothing else is
    known.name = app.identity.name;
    known.root = app.identity.root;
    known.procfile = app.identity.procfile;
    known.pid = app.pid;
    known.socket = app.socket;
    known.state = "starting";
    began_ = os::now().monotonic;
    if (!handover_.started) tell(Error{name_and_pid() + " runs already; nothing was started", {}});
    if (app.socket.empty()) return without_socket();
    for (;;) {
        if (const auto status = look(between_asks)) return *status;
        const auto told = ask_for_report();
        if (!told) return print(told.error().status, told.error().code, told.error().error);
        if (const auto status = *told ? judge(os::now()) : std::nullopt) return *status;
    }
}

std::optional<int> Waiting::look(core::Duration at_most) {
    const auto view = front_.look(at_most);
    if (view.ended && handover_.started) return has_ended(*view.ended);
    if (!view.signal) return std::nullopt;
    return print(by_signal + *view.signal, "interrupted",
                 Error{name_and_pid() + " goes on in the background", "ganger stop ends it"});
}

// False where it has just ended, which is about to be seen.
tl::expected<bool, Refusal> Waiting::ask_for_report() {
    const auto document = ask(handover_.app, {"GET", "/v1/processes", {}});
    if (!document) {
        if (handover_.started && document.error().status == no_app_runs) return false;
        return tl::unexpected(document.error());
    }
    auto report = control::read_processes_report(*document);
    if (!report) return tl::unexpected(Refusal{failed, "no-sense", report.error()});
    report_ = std::move(*report);
    if (report_.app.socket.empty()) report_.app.socket = handover_.app.socket;
    return true;
}

std::optional<int> Waiting::judge(const core::Time& now) {
    if (!waits_) return print(ok, {}, {});
    std::set<std::uint16_t> opened;
    for (const auto port : os::listening_ports())
        if (listened_before_.count(port) == 0) opened.insert(port);
    const auto progress = control::start_progress(report_, opened);
    const bool patient = now.monotonic - began_ < patience_;
    const bool ends = report_.app.state == "stopping"; // with which status is about to be seen
    if (progress.is_ready() && !ends) return print(ok, {}, {});
    if (patient && (ends || !progress.pending.empty())) {
        tell_pending(progress, now);
        return std::nullopt;
    }
    if (!progress.failed.empty()) print_last_words();
    const auto what = progress.failed.empty()
                          ? fmt::format("{} not ready after {}", fmt::join(progress.pending, ", "),
                                        control::age_text(patience_))
                          : control::failed_text(progress.failed);
    return print(failed, "not-ready",
                 Error{fmt::format("{}; {} {}", what, name_and_pid(),
                                   ends ? "is stopping" : "goes on in the background"),
                       "ganger ps shows it, ganger stop ends it"});
}

void Waiting::tell_pending(const control::StartProgress& progress, const core::Time& now) {
    if (now.monotonic - began_ < a_while || progress.pending.empty() || progress.pending == told_) return;
    told_ = progress.pending;
    tell(Error{fmt::format("waiting for {}", fmt::join(told_, ", ")), {}});
}

int Waiting::without_socket() {
    const auto until = began_ + 1s;
    for (auto now = began_; waits_ && now < until; now = os::now().monotonic)
        if (const auto status = look(until - now)) return *status;
    tell(Error{handover_.without, fmt::format("kill {} ends it", handover_.app.pid)});
    report_.app.state = "running";
    return print(ok, {}, {});
}

int Waiting::has_ended(int status) {
    report_.app.state = "ended";
    if (status == ok) {
        tell(Error{fmt::format("{} has ended already: exit 0", name_and_pid()), {}});
        return print(ok, {}, {});
    }
    print_last_words();
    return print(status, "not-ready",
                 Error{fmt::format("{} has ended before it was ready: {}", name_and_pid(),
                                   reason_in(front_.last_words(), status)),
                       {}});
}

int Waiting::print(int status, std::string_view code, std::optional<Error> error) {
    if (error) tell(*error);
    const control::StartReport report{report_, handover_.started, code, std::move(error)};
    if (json_)
        fmt::print("{}\n", control::to_json(report));
    else if (!report_.instances.empty() && report_.app.state != "ended")
        fmt::print("{}socket: {}\n", control::to_text(report_, os::now()), report_.app.socket);
    else if (status == ok && report_.app.state != "ended")
        fmt::print("{} runs in the background\n", name_and_pid());
    return std::fflush(stdout) == 0 || status != ok ? status : failed;
}

void Waiting::print_last_words() const {
    const auto words = front_.last_words();
    const auto last = last_lines(words, most_lines);
    if (!last.empty()) os::log_plain(last);
}

bool wants_json(const StartOptions& options) {
    return options.output.json || options.output.log_format == "json";
}

} // namespace

int start_detached(const StartOptions& options, RunApp run) {
    const Answer answer{wants_json(options), options.exit_code_from ? own_error : bad_input};
    auto patience = options.wait_timeout ? core::parse_duration(*options.wait_timeout) : default_patience;
    if (!patience) {
        return refuse({"usage", {{"--wait-timeout: " + patience.error().message, patience.error().hint}}},
                      answer);
    }
    const auto place = os::observe_place();
    if (const auto why = core::no_background(place)) return refuse({"usage", {*why}}, answer);
    auto listened_before = os::listening_ports();
    auto sides = os::detach();
    if (!sides) return refuse({"cannot-run", {sides.error()}}, answer.instead_of_bad_input(failed));
    if (auto* background = std::get_if<os::Background>(&*sides)) {
        auto inside = options;
        inside.files.place = place;
        return run(inside, background);
    }
    return Waiting(std::move(std::get<os::Front>(*sides)), answer.json, !options.no_wait, *patience,
                   std::move(listened_before))
        .run();
}

Result<std::optional<HeldApp>> hold_or_join(const core::AppIdentity& app, core::Profile profile,
                                            std::optional<unsigned> group, os::Background& background) {
    const auto until = os::now().monotonic + for_its_socket; // it has its lock first
    for (;;) {
        auto held = hold_app(app, profile, group);
        if (held) return std::optional<HeldApp>(std::move(*held));
        if (auto running = find_running(app)) {
            background.let_go(to_message({false, std::move(*running), {}}));
            return std::optional<HeldApp>();
        }
        if (os::now().monotonic >= until) return tl::unexpected(held.error());
        os::rest(between_asks);
    }
}

void tell_front(const core::AppIdentity& app, const Door& door, os::Background& background) {
    background.let_go(
        to_message({true, {app, {}, door.path, os::our_pid(), 0}, door.without.value_or(std::string())}));
}

} // namespace ganger::cli
