// What runs: the document of `GET /v1/processes` and `ganger ps --json`.
#pragma once

#include <ganger/core/ending.hpp>
#include <ganger/core/instance.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::control {

struct AppReport {
    std::string name;
    std::string root;
    std::string procfile;
    std::string profile;
    std::string state{}; // "starting", "running", "stopping"
    long pid = 0;        // of the supervisor
    std::optional<core::Wall> since{};
    std::string socket{}; // empty: there is none, or its supervisor is of an older version
};

struct LastEnd {
    int status = 0;     // as a shell tells it
    std::string reason; // "exited 3"
    bool oom = false;   // the kernel killed it for want of memory
};

struct InstanceReport {
    core::InstanceName name;
    std::string state; // "running", … (core::InstanceSnapshot)
    std::optional<core::Wall> since{};
    std::optional<long> pid; // of its leader
    std::optional<std::uint16_t> port;
    unsigned restarts = 0;
    std::optional<LastEnd> last_end;
};

struct ProcessesReport {
    AppReport app;
    std::vector<InstanceReport> instances;
};

// In the order of the Procfile, of each type by number: what was added later stands beside its like.
void sort_instances(ProcessesReport& report, const std::vector<std::string>& types);

// {"app": {"name", "root", "procfile", "profile", "state", "pid", "since", "socket"}, "instances": [{"name",
// "type", "instance", "state", "since", "pid", "port", "restarts", "last_end": {"status", "reason",
// "oom"}}]}, one line. What is not there is null. Members are only ever added.
std::string to_json(const ProcessesReport& report);

// What a supervisor of any version has said.
Result<ProcessesReport> read_processes_report(std::string_view document);

} // namespace ganger::control
