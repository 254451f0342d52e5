// read_file procfile|dotenv FILE: what the reader makes of it, as `ganger check --json --show-values` prints
// it. A .env is read as one that -e names, with our own environment below it.
#include <ganger/control/check_report.hpp>
#include <ganger/core/dotenv.hpp>
#include <ganger/core/procfile.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

using namespace ganger;

std::optional<std::string_view> inherited(std::string_view name) {
    const char* value = std::getenv(std::string{name}.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
}

control::CheckReport read(const std::string& kind, const std::string& bytes, const std::string& file) {
    control::CheckReport report;
    report.show_values = true;
    if (kind == "procfile") {
        auto reading = core::read_procfile(bytes, file);
        report.procfile = std::move(reading.procfile);
        report.diagnostics = std::move(reading.diagnostics);
        return report;
    }
    auto reading = core::read_dotenv(bytes, file, {{}, inherited});
    report.diagnostics = std::move(reading.diagnostics);
    if (!reading.assignments) return report;
    report.environment.emplace();
    for (const auto& [key, value, line] : *reading.assignments)
        report.environment->push_back({key, value, file, line});
    return report;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: read_file procfile|dotenv FILE\n";
        return 2;
    }
    std::ifstream stream{argv[2], std::ios::binary};
    if (!stream) {
        std::cerr << "cannot read '" << argv[2] << "'\n";
        return 2;
    }
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    std::cout << control::to_json(read(argv[1], bytes.str(), argv[2])) << '\n';
}
