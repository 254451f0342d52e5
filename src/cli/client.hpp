// The way from a verb to the app that it is about: finds its socket, asks, and says what went wrong.
#pragma once

#include "command_line.hpp"

#include <ganger/control/api.hpp>
#include <ganger/core/app_choice.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::cli {

inline constexpr std::string_view not_running = "not-running";
inline constexpr std::string_view ambiguous = "ambiguous";

struct Refusal {
    int status = 0;        // ours
    std::string_view code; // of --json
    Error error;
};

// The app whose root is this folder or the nearest one above; -d, -f, --name and GANGER_SOCKET choose.
tl::expected<core::KnownApp, Refusal> find_app(const FileOptions& options);

// That very app, if it runs and may be asked.
std::optional<core::KnownApp> find_running(const core::AppIdentity& app);

// All that run and may be asked; whether they answer is another matter.
std::vector<core::KnownApp> running_apps();

// The document that it answers with.
tl::expected<std::string, Refusal> ask(const core::KnownApp& app, const control::Request& request,
                                       core::Duration patience = std::chrono::seconds{5});

enum class Heard { all, reader_left };

// The same for what is answered as it happens: `met` has each part of it, as long as it gives true. Ends with
// whoever reads our standard output, too.
tl::expected<Heard, Refusal> listen_to(const core::KnownApp& app, const std::string& target,
                                       const std::function<bool(std::string_view)>& met);

// On standard error, with `json` as a document, too. Gives the status.
int refuse(const Refusal& refusal, bool json);

} // namespace ganger::cli
