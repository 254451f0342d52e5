#include <ganger/core/signal_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>

namespace ganger::core {

namespace {

struct NamedSignal {
    int number;
    std::string_view name;
};

// The first name of a number is the one that is shown.
constexpr std::array named_signals{
    NamedSignal{SIGHUP, "HUP"},       NamedSignal{SIGINT, "INT"},       NamedSignal{SIGQUIT, "QUIT"},
    NamedSignal{SIGILL, "ILL"},       NamedSignal{SIGTRAP, "TRAP"},     NamedSignal{SIGABRT, "ABRT"},
    NamedSignal{SIGBUS, "BUS"},       NamedSignal{SIGFPE, "FPE"},       NamedSignal{SIGKILL, "KILL"},
    NamedSignal{SIGUSR1, "USR1"},     NamedSignal{SIGSEGV, "SEGV"},     NamedSignal{SIGUSR2, "USR2"},
    NamedSignal{SIGPIPE, "PIPE"},     NamedSignal{SIGALRM, "ALRM"},     NamedSignal{SIGTERM, "TERM"},
    NamedSignal{SIGSTKFLT, "STKFLT"}, NamedSignal{SIGCHLD, "CHLD"},     NamedSignal{SIGCONT, "CONT"},
    NamedSignal{SIGSTOP, "STOP"},     NamedSignal{SIGTSTP, "TSTP"},     NamedSignal{SIGTTIN, "TTIN"},
    NamedSignal{SIGTTOU, "TTOU"},     NamedSignal{SIGURG, "URG"},       NamedSignal{SIGXCPU, "XCPU"},
    NamedSignal{SIGXFSZ, "XFSZ"},     NamedSignal{SIGVTALRM, "VTALRM"}, NamedSignal{SIGPROF, "PROF"},
    NamedSignal{SIGWINCH, "WINCH"},   NamedSignal{SIGIO, "IO"},         NamedSignal{SIGPWR, "PWR"},
    NamedSignal{SIGSYS, "SYS"},       NamedSignal{SIGABRT, "IOT"},      NamedSignal{SIGIO, "POLL"},
    NamedSignal{SIGCHLD, "CLD"},
};

constexpr int last_signal = 64; // of Linux; SIGRTMAX where the C library keeps none for itself

std::string upper_case(std::string_view text) {
    std::string upper{text};
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return upper;
}

std::optional<int> number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || value < 0) return std::nullopt;
    return value;
}

// RTMIN, RTMIN+3, RTMAX-1: their numbers depend on the C library.
std::optional<int> real_time_signal(std::string_view name) {
    const bool from_min = name.starts_with("RTMIN");
    if (!from_min && !name.starts_with("RTMAX")) return std::nullopt;
    const std::string_view offset = name.substr(5);
    const int base = from_min ? SIGRTMIN : SIGRTMAX;
    if (offset.empty()) return base;
    if (offset.front() != (from_min ? '+' : '-')) return std::nullopt;
    const auto distance = number(offset.substr(1));
    if (!distance || *distance > SIGRTMAX - SIGRTMIN) return std::nullopt;
    return from_min ? base + *distance : base - *distance;
}

} // namespace

std::string signal_name(int signal) {
    const auto* const known = std::find_if(named_signals.begin(), named_signals.end(),
                                           [&](const NamedSignal& entry) { return entry.number == signal; });
    if (known != named_signals.end()) return fmt::format("SIG{}", known->name);
    if (signal == SIGRTMIN) return "SIGRTMIN";
    if (signal > SIGRTMIN && signal <= SIGRTMAX) return fmt::format("SIGRTMIN+{}", signal - SIGRTMIN);
    return fmt::format("signal {}", signal);
}

std::optional<int> signal_number(std::string_view name) {
    if (const auto value = number(name)) {
        return *value >= 1 && *value <= last_signal ? value : std::nullopt;
    }
    const std::string upper = upper_case(name);
    std::string_view word{upper};
    if (word.starts_with("SIG")) word.remove_prefix(3);
    const auto* const known = std::find_if(named_signals.begin(), named_signals.end(),
                                           [&](const NamedSignal& entry) { return entry.name == word; });
    if (known != named_signals.end()) return known->number;
    return real_time_signal(word);
}

} // namespace ganger::core
