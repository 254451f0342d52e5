#include <ganger/os/log.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace ganger::os {
namespace {

spdlog::logger& words() {
    static spdlog::logger logger = [] {
        spdlog::logger made("ganger", std::make_shared<spdlog::sinks::stderr_sink_st>());
        made.set_pattern("ganger: %v");
        // A closed stderr is no reason to fail.
        made.set_error_handler([](const std::string&) {});
        return made;
    }();
    return logger;
}

} // namespace

void log_error(const Error& error) {
    if (error.hint.empty())
        words().error("{}", error.message);
    else
        words().error("{}\n  {}", error.message, error.hint);
}

void log_aside(std::string_view text) {
    // A pipe or terminal that has room for anything takes a line.
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&room, 1, 0) <= 0 || (room.revents & POLLOUT) == 0) return;
    const auto line = "ganger: " + std::string(text) + "\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void log_plain(std::string_view text) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

} // namespace ganger::os
