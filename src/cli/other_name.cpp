#include "other_name.hpp"

#include "other_tools.hpp"

#include <ganger/core/environment.hpp>
#include <ganger/os/files.hpp>
#include <ganger/os/log.hpp>

#include <fmt/format.h>

namespace ganger::cli {

namespace {

constexpr auto options_of_foreman = ".foreman";
constexpr auto options_of_overmind = ".overmind.env";

bool is_there(const std::string& path) {
    return os::kind_of(path) != os::FileKind::missing;
}

Result<Variables> read_options(const std::string& path) {
    if (!is_there(path)) return Variables{};
    return os::read_file(path, core::max_file_bytes).and_then([&](const std::string& bytes) {
        return read_option_lines(bytes, path);
    });
}

std::string value_in(const Variables& variables, std::string_view name) {
    for (const auto& [key, value] : variables)
        if (key == name) return value;
    return {};
}

bool is_set(const Variables& variables, std::string_view name) {
    for (const auto& variable : variables)
        if (variable.first == name) return true;
    return false;
}

// Later ones win; ganger's -e reads them again, with every problem told.
std::vector<std::string> env_files_of_overmind(const Variables& environment) {
    std::vector<std::string> files;
    const auto add = [&](const std::string& path) {
        if (is_there(path)) files.push_back(path);
    };
    add(value_in(environment, "HOME") + "/" + options_of_overmind);
    add(options_of_overmind);
    if (!is_set(environment, "OVERMIND_SKIP_ENV")) add(".env");
    const auto named = value_in(environment, "OVERMIND_ENV");
    for (std::size_t begin = 0; begin < named.size();) {
        const auto end = std::min(named.find(',', begin), named.size());
        add(named.substr(begin, end - begin));
        begin = end + 1;
    }
    return files;
}

// Its own options may stand in these files, too.
Variables with_files(const Variables& environment, const std::vector<std::string>& files) {
    core::EnvironmentSources sources;
    sources.inherited = environment;
    for (const auto& path : files)
        if (auto bytes = os::read_file(path, core::max_file_bytes))
            sources.named.emplace_back(core::EnvironmentFile{path, std::move(*bytes)});
    Variables merged;
    for (const auto& [name, variable] : core::read_environment(sources).environment)
        merged.emplace_back(name, variable.value);
    return merged;
}

struct TakeHabits {
    const GangersWords& made;

    void operator()(StartOptions& options) const {
        options.habits = made.habits;
        options.files.found_env = made.found_env;
    }
    void operator()(RunOptions& options) const { options.files.found_env = made.found_env; }
    void operator()(CheckOptions& options) const { options.files.found_env = made.found_env; }
    template <class Other>
    void operator()(Other&) const {}
};

} // namespace

std::vector<std::string> options_of_others(const std::string& root) {
    std::vector<std::string> files;
    for (const auto* name : {options_of_foreman, options_of_overmind})
        if (is_there(root + "/" + name)) files.emplace_back(name);
    return files;
}

Result<Command> understand(int count, const char* const* arguments, const Variables& environment) {
    const auto tool = tool_named(count > 0 ? arguments[0] : "");
    if (!tool) return parse_command_line(count, arguments, environment);

    OtherCommandLine typed{{arguments + 1, arguments + count}, environment, {}, {}, is_there};
    if (*tool == OtherTool::foreman) {
        auto file = read_options(options_of_foreman);
        if (!file) return tl::unexpected(file.error());
        typed.file = std::move(*file);
    }
    if (*tool == OtherTool::overmind) {
        typed.env_files = env_files_of_overmind(environment);
        typed.environment = with_files(environment, typed.env_files);
    }
    const auto made = translate(*tool, typed);
    if (!made) return tl::unexpected(made.error());
    for (const auto& note : made->notes) os::log_plain("ganger: " + note);
    std::vector<const char*> words{arguments[0]};
    for (const auto& word : made->words) words.push_back(word.c_str());
    auto command = parse_command_line(static_cast<int>(words.size()), words.data(), environment);
    if (command) std::visit(TakeHabits{*made}, *command);
    return command;
}

} // namespace ganger::cli
