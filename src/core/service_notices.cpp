#include <ganger/core/service_notices.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace ganger::core {

namespace {

using namespace std::chrono_literals;

constexpr Duration between_looks = 100ms; // a look at a thousand instances is not for nothing
constexpr Duration between_tellings = 1s;
constexpr Duration between_countdowns = 5s;
constexpr Duration until_next_try = 1s;

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number <= 0) return std::nullopt;
    return number;
}

bool ends(Phase phase) {
    return phase == Phase::stopping || phase == Phase::ended;
}

bool all_have_begun(const Snapshot& snapshot) {
    return std::all_of(snapshot.instances.begin(), snapshot.instances.end(),
                       [](const auto& instance) { return instance.begun; });
}

} // namespace

std::optional<ServiceManager> service_manager_of(std::string_view notify_socket,
                                                 std::string_view watchdog_usec,
                                                 std::string_view watchdog_pid, long our_pid) {
    if (notify_socket.size() < 2 || (notify_socket[0] != '/' && notify_socket[0] != '@')) return std::nullopt;
    ServiceManager manager{std::string(notify_socket), {}};
    const auto time = number_in(watchdog_usec);
    if (time && number_in(watchdog_pid) == our_pid) manager.watchdog = std::chrono::microseconds{*time};
    return manager;
}

ServiceNotices::ServiceNotices(std::optional<Duration> watchdog, Monotonic now)
    : told_at_{now - between_tellings}, looked_at_{now - between_looks}, look_at_{now} {
    if (!watchdog) return;
    between_pings_ = *watchdog / 2;
    ping_at_ = now;
}

// A stop may be over before the next look, and nobody would be told of it.
void ServiceNotices::touched(Phase phase, Monotonic now) {
    const bool stops_now = ends(phase) && stage_ != Stage::stops;
    look_at_ = earlier(look_at_, stops_now ? now : std::max(now, looked_at_ + between_looks));
}

void ServiceNotices::postpone(Monotonic now) {
    look_at_ = now + until_next_try;
    if (ping_at_) ping_at_ = now + std::min(until_next_try, *between_pings_);
}

Deadline ServiceNotices::next_deadline() const {
    return earlier(look_at_, ping_at_);
}

std::string ServiceNotices::take(const Snapshot& snapshot, Monotonic now) {
    std::string text;
    looked_at_ = now;
    look_at_.reset();
    if (ping_at_ && *ping_at_ <= now) {
        text += "WATCHDOG=1\n";
        ping_at_ = now + *between_pings_;
    }
    const auto stage = stage_;
    if (stage_ == Stage::begins && snapshot.phase == Phase::running && all_have_begun(snapshot)) {
        text += "READY=1\n";
        stage_ = Stage::ready;
    }
    if (stage_ != Stage::stops && ends(snapshot.phase)) {
        text += "STOPPING=1\n";
        stage_ = Stage::stops;
    }
    return text + take_status(status_of(snapshot), stage != stage_, now);
}

std::string ServiceNotices::take_status(ServiceStatus status, bool at_once, Monotonic now) {
    const auto is_news = status != status_;
    if (!is_news && !counts_down(status)) return {};
    const auto due = told_at_ + (is_news ? between_tellings : between_countdowns);
    if (!at_once && now < due) {
        look_at_ = due;
        return {};
    }
    told_at_ = now;
    status_ = std::move(status);
    if (counts_down(status_)) look_at_ = now + between_countdowns;
    return "STATUS=" + to_text(status_, now) + "\n";
}

} // namespace ganger::core
