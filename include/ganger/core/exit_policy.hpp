// When the end of a process ends the app, and with which status.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

// any: the first end of a process; failure: the first failure; all: when all have ended; never: as `all`, or
// not even then.
enum class ExitWhen { any, failure, all, never };

std::string_view exit_when_text(ExitWhen when); // "any"
std::optional<ExitWhen> exit_when_named(std::string_view name);
std::vector<std::string> exit_when_names();

struct ExitPolicy {
    ExitWhen when = ExitWhen::failure;
    std::optional<std::string> code_from; // the type whose end ends the app with its code, 0 included
    bool stays = false; // with `never`: nothing runs any more, and the app waits to be stopped
};

// An end that nobody asked for and that the restart policy does not mend.
struct FinalEnd {
    std::string type;
    int code = 0; // as a shell would tell it
    bool failed = false;
    bool essential = true;
    std::string reason; // "worker.1 exited 3"
    std::string name{}; // "worker.1"
};

// The status with which this end ends the app; nothing: it doesn't.
std::optional<int> status_of_app(const ExitPolicy& policy, const FinalEnd& end);

// Once nothing runs any more, does this end give the app its status? The first that does counts.
bool is_remembered(const ExitPolicy& policy, const FinalEnd& end);

} // namespace ganger::core
