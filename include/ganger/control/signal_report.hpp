// Asking for a signal, and the document that tells to whom it was sent.
#pragma once

#include <ganger/control/api.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::control {

// {"signal", "names": []}, one line.
std::string to_json(const SendSignal& command);
std::optional<SendSignal> read_send_signal(std::string_view document);

struct SignalReport {
    std::string signal;
    std::vector<std::string> names;
};

// {"signal": "SIGHUP", "names": ["web.1"]}, one line.
std::string to_json(const SignalReport& report);
SignalReport read_signal_report(std::string_view document);

} // namespace ganger::control
