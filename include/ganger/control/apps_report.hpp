// All apps that run: the document of `ganger ps --all --json`, and the table for people.
#pragma once

#include <ganger/control/processes_report.hpp>
#include <ganger/core/time.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ganger::control {

struct ListedApp {
    AppReport app;           // its state: "no answer" where it gives none
    std::string user;        // whose it is; empty: ours
    std::size_t running = 0; // so many of its instances run
    std::size_t wanted = 0;  // so many should
    bool answers = true;     // else nothing is known of its instances
};

// What it has answered, or what its file says where it has not.
ListedApp listed(const ProcessesReport& report);

// {"apps": [{"name", "root", "procfile", "profile", "state", "pid", "since", "socket", "user", "running",
// "wanted"}]}, one line. What is not known is null. Members are only ever added.
std::string to_json(const std::vector<ListedApp>& apps);

//     NAME  STATE    SINCE     PID   PROFILE  RUN  ROOT
//     shop  running  14:03:07  4711  dev      3/3  /srv/shop
std::string to_text(const std::vector<ListedApp>& apps, const core::Time& now);

} // namespace ganger::control
