#include "refusal.hpp"

#include "render.hpp"

#include <ganger/control/error_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace ganger::cli {

namespace {

void print(const control::ErrorReport& report) {
    fmt::print("{}\n", control::to_json(report));
    std::fflush(stdout);
}

} // namespace

int refuse(const Reason& reason, Answer answer) {
    tell(reason.errors);
    if (answer.json) print({reason.code, reason.errors, {}});
    return answer.status;
}

int refuse_files(const AppFiles& files, Answer answer) {
    if (answer.json)
        print({"invalid-files",
               {{"the files have errors, or cannot be read", "the diagnostics tell which"}},
               problems_of(files)});
    return answer.status;
}

bool asks_for_json(const std::vector<std::string_view>& words, const Variables& environment) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--") break;
        if (words[i] == "--json" || words[i] == "--log-format=json") return true;
        if (words[i] == "--log-format") return i + 1 < words.size() && words[i + 1] == "json";
    }
    return std::any_of(environment.begin(), environment.end(), [](const auto& variable) {
        const auto& [name, value] = variable;
        return (name == "GANGER_LOG_FORMAT" && value == "json") ||
               (name == "GANGER_JSON" && (value == "1" || value == "true"));
    });
}

} // namespace ganger::cli
