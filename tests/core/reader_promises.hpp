// What the readers promise for every input. Used with seeded random files and by the fuzzer.
#pragma once

#include <ganger/core/dotenv.hpp>
#include <ganger/core/ledger.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/text.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

inline std::vector<std::size_t> line_lengths(std::string_view text) {
    std::vector<std::size_t> lengths;
    for (;;) {
        const auto end = text.find('\n');
        lengths.push_back(std::min(end, text.size()));
        if (end == std::string_view::npos) return lengths;
        text.remove_prefix(end + 1);
    }
}

inline std::string broken_place(const std::vector<Diagnostic>& diagnostics,
                                const std::vector<std::size_t>& lengths) {
    for (const auto& diagnostic : diagnostics) {
        const bool inside = diagnostic.line >= 1 && diagnostic.line <= lengths.size() &&
                            diagnostic.column >= 1 && diagnostic.column <= lengths[diagnostic.line - 1] + 1;
        if (!inside) return "a place outside of the file: " + diagnostic.text();
        if (valid_utf8(diagnostic.message) != diagnostic.message)
            return "a message that is no UTF-8: " + diagnostic.text();
        const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
        if (std::any_of(diagnostic.message.begin(), diagnostic.message.end(), is_control)) {
            return "a message with control characters: " + diagnostic.text();
        }
    }
    return {};
}

inline std::string broken_by_procfile(std::string_view bytes, const std::vector<std::size_t>& lengths) {
    const auto reading = read_procfile(bytes, "f");
    if (auto broken = broken_place(reading.diagnostics, lengths); !broken.empty()) return broken;
    if (!reading.procfile) return has_errors(reading.diagnostics) ? "" : "nothing read, and no error";
    if (reading.procfile->empty() && !has_errors(reading.diagnostics)) return "no entries, and no error";
    std::set<std::string> types;
    for (const auto& [type, command, line] : *reading.procfile) {
        if (type.empty() || command.empty()) return "an empty type or command";
        if (!types.insert(type).second) return "a type that stands twice: " + type;
        if (line < 1 || line > lengths.size()) return "an entry on a line outside of the file";
        if (command.find_first_of(std::string_view{"\n\0", 2}) != std::string::npos)
            return "a command over lines or with NUL";
    }
    return {};
}

inline std::string broken_by_dotenv(std::string_view bytes, const std::vector<std::size_t>& lengths,
                                    DotenvOptions options) {
    const auto below = [](std::string_view name) {
        return name.size() % 2 == 0 ? std::optional<std::string_view>{"value"} : std::nullopt;
    };
    const auto reading = read_dotenv(bytes, "f", {{}, below}, options);
    if (auto broken = broken_place(reading.diagnostics, lengths); !broken.empty()) return broken;
    if (!reading.assignments) return has_errors(reading.diagnostics) ? "" : "nothing read, and no error";
    std::set<std::string> keys;
    for (const auto& [key, value, line] : *reading.assignments) {
        if (key.empty() || key.find_first_of("= \t\n") != std::string::npos) return "a key that none can be";
        if (!keys.insert(key).second) return "a key that stands twice: " + key;
        if (line < 1 || line > lengths.size()) return "an assignment on a line outside of the file";
        if (value.find('\0') != std::string::npos) return "a value with NUL";
    }
    return {};
}

// Written anew it tells the same. Checksums hide most of the reader from random bytes, so lines get right
// ones.
inline std::string broken_by_ledger(std::string_view bytes) {
    for (const bool with_checksums : {false, true}) {
        std::string text(bytes);
        if (with_checksums) {
            text.clear();
            for (auto rest = bytes; !rest.empty();) {
                const auto line = rest.substr(0, rest.find('\n'));
                text += ledger_line(std::string(line));
                rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            }
        }
        const auto reading = read_ledger(text);
        if (!reading.ledger) {
            if (reading.makes_sense) return "a ledger that makes sense, and is none";
            continue;
        }
        const auto again = read_ledger(reading.ledger->text());
        const bool same = again.ledger && again.makes_sense && again.ledger->run() == reading.ledger->run() &&
                          again.ledger->launches() == reading.ledger->launches();
        if (!same) return "a ledger that is another when it is written anew";
    }
    return {};
}

// The first promise that `bytes` break; empty if none.
inline std::string broken_promise(std::string_view bytes) {
    const auto lengths = line_lengths(decode(bytes, "f").text);
    for (auto broken : {broken_by_procfile(bytes, lengths), broken_by_dotenv(bytes, lengths, {true}),
                        broken_by_dotenv(bytes, lengths, {false}), broken_by_ledger(bytes)}) {
        if (!broken.empty()) return broken;
    }
    return {};
}

} // namespace ganger::core
