// The verbs that ask a running app: what was typed after them. CLI11 is named here and in command_line only.
#pragma once

#include "command_line.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ganger::cli {

class ClientVerbs {
  public:
    explicit ClientVerbs(CLI::App& app);
    ClientVerbs(const ClientVerbs&) = delete;
    ClientVerbs& operator=(const ClientVerbs&) = delete;

    const CLI::App& logs_verb() const { return *logs_verb_; }
    OutputOptions& logs_output() { return logs_.output; }

    // What one of them was typed with, if it was one of them.
    std::optional<Command> typed(const FileOptions& files) const;

  private:
    CLI::App* ps_verb_;
    PsOptions ps_;
    CLI::App* stop_verb_;
    StopOptions stop_;
    CLI::App* restart_verb_;
    RestartOptions restart_;
    CLI::App* scale_verb_;
    ScaleOptions scale_;
    CLI::App* signal_verb_;
    SignalOptions signal_;
    CLI::App* logs_verb_;
    LogsOptions logs_;
};

// How lines look, of whatever verb shows them.
void add_format_options(CLI::App& verb, OutputOptions& options, const std::string& about_formats);

// `-f` is what `logs` follows by; before the verb it is the Procfile. `words` are those before it.
void take_procfile_before_logs(std::vector<std::string>& words, std::size_t count);

} // namespace ganger::cli
