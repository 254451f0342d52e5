// One function for each verb; each gives the exit status.
#pragma once

#include "command_line.hpp"

namespace ganger::cli {

int start(const StartOptions& options);
int env(const EnvOptions& options);
int run(const RunOptions& options);
int exec(const ExecOptions& options);
int ps(const PsOptions& options);
int stop(const StopOptions& options);
int restart(const RestartOptions& options);
int scale(const ScaleOptions& options);
int signal(const SignalOptions& options);
int logs(const LogsOptions& options);
int check(const CheckOptions& options);
int completion(const CompletionQuery& query);
int no_verb(const NoVerb& options);

} // namespace ganger::cli
