#include <ganger/os/files.hpp>
#include <ganger/os/output_target.hpp>
#include <ganger/os/place.hpp>
#include <ganger/os/procfs.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

std::string_view variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

bool is_journal(int number) {
    const auto stream = variable("JOURNAL_STREAM");
    struct stat status {};
    return !stream.empty() && ::fstat(number, &status) == 0 &&
           stream == fmt::format("{}:{}", status.st_dev, status.st_ino);
}

std::optional<std::string> container_mark() {
    for (const char* const file : {"/.dockerenv", "/run/.containerenv"})
        if (kind_of(file) != FileKind::missing) return file;
    for (const char* const name : {"container", "KUBERNETES_SERVICE_HOST"})
        if (!variable(name).empty()) return fmt::format("${}", name);
    return std::nullopt;
}

} // namespace

core::PlaceFacts observe_place() {
    const auto parent = process_info(::getppid());
    return {.is_first_process = ::getpid() == 1,
            .parent_is_first_process = ::getppid() == 1,
            .parent_is_systemd = parent && parent->name == "systemd",
            .service_is_ours = variable("SYSTEMD_EXEC_PID") == std::to_string(::getpid()),
            .journal_is_ours = is_journal(1) || is_journal(2),
            .container_mark = container_mark(),
            .has_terminal = is_terminal(0) || is_terminal(1)};
}

bool output_is_journal() {
    return is_journal(1);
}

} // namespace ganger::os
