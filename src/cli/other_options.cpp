#include "other_options.hpp"

#include <ganger/core/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ganger::cli {

namespace {

bool is_no(std::string_view value) {
    return value == "false" || value == "no" || value == "0" || value == "f" || value == "F" ||
           value == "FALSE" || value == "False";
}

class Reader {
  public:
    Reader(const Dialect& dialect, const std::vector<std::string>& words)
        : dialect_{dialect}, words_{words} {}
    Result<void> read_words();
    Result<void> take(const OtherOption& option, const std::string& value);
    const OtherOption* find(std::string_view name) const;

    OtherWords read;

  private:
    Result<void> read_option(const std::string& word);
    bool is_of_a_command() const;

    const Dialect& dialect_;
    const std::vector<std::string>& words_;
    std::size_t next_ = 0;
};

// By either name; those that are written in Go take a long one after a single dash, too.
const OtherOption* Reader::find(std::string_view name) const {
    const auto& options = dialect_.options;
    const auto found = std::find_if(options.begin(), options.end(), [&](const OtherOption& option) {
        return (!option.short_name.empty() && name == option.short_name) || name == option.long_name ||
               (name.size() > 2 && name == option.long_name.substr(1));
    });
    return found == options.end() ? nullptr : &*found;
}

Result<void> Reader::take(const OtherOption& option, const std::string& value) {
    if (option.meaning == Meaning::refused) {
        return failure(fmt::format("{} of {} is not in this version", option.long_name, dialect_.tool),
                       std::string(option.remark));
    }
    if (option.meaning == Meaning::ignored) {
        read.notes.push_back(
            fmt::format("{} of {} has no meaning here: {}", option.long_name, dialect_.tool, option.remark));
    } else {
        read.options.insert_or_assign(option.meaning, option.flag.empty() ? value : std::string(option.flag));
    }
    return {};
}

// -f FILE, -fFILE, -f=FILE, --procfile FILE, --procfile=FILE, and -cT for -c -T.
Result<void> Reader::read_option(const std::string& word) {
    const auto equals = word.find('=');
    auto name = word.substr(0, equals);
    std::optional<std::string> value;
    if (equals != std::string::npos) value = word.substr(equals + 1);
    const auto* option = find(name);
    if (option == nullptr && !word.starts_with("--") && (option = find(word.substr(0, 2))) != nullptr) {
        name = word.substr(0, 2);
        value = word.substr(2);
        if (!option->flag.empty()) {
            if (const auto taken = take(*option, ""); !taken) return taken;
            return read_option("-" + *value);
        }
    }
    if (option == nullptr) {
        std::vector<std::string> known;
        for (const auto& each : dialect_.options) known.emplace_back(each.long_name);
        const auto near = core::closest(name, known);
        return failure(fmt::format("unknown option {} of {}", core::in_quotes(word), dialect_.tool),
                       near.empty() ? "ganger(1) tells what ganger does under other names"
                                    : fmt::format("did you mean '{}'?", near));
    }
    if (!option->flag.empty()) return value && is_no(*value) ? Result<void>{} : take(*option, "");
    if (!value) {
        if (next_ == words_.size()) return failure(fmt::format("{} needs a value", name));
        value = words_[next_++];
    }
    return take(*option, *value);
}

// Of `run`: what follows belongs to somebody else.
bool Reader::is_of_a_command() const {
    return read.verb == "run" && (!read.arguments.empty() || !dialect_.run_has_options);
}

Result<void> Reader::read_words() {
    bool only_arguments = false;
    while (next_ < words_.size()) {
        const auto& word = words_[next_++];
        if (is_of_a_command() || only_arguments) {
            read.arguments.push_back(word);
        } else if (word == "--") {
            only_arguments = true;
        } else if (word.size() > 1 && word.starts_with('-')) {
            if (const auto taken = read_option(word); !taken) return taken;
        } else if (dialect_.has_verbs && read.verb.empty()) {
            const auto alias = dialect_.aliases.find(word);
            read.verb = alias == dialect_.aliases.end() ? word : alias->second;
        } else {
            read.arguments.push_back(word);
        }
    }
    return {};
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// Quotes and a comment behind it taken away.
std::string value_in(std::string_view text) {
    if (text.size() > 1 && (text.front() == '"' || text.front() == '\'')) {
        const auto end = text.find(text.front(), 1);
        if (end != std::string_view::npos) return std::string(text.substr(1, end - 1));
    }
    return std::string(trimmed(text.substr(0, text.find(" #"))));
}

} // namespace

Result<OtherWords> read_other_words(const Dialect& dialect, const std::vector<std::string>& words,
                                    const Variables& variables, const Variables& file) {
    Reader reader{dialect, words};
    for (const auto& [key, value] : file) {
        const auto* option = reader.find((is_no(value) ? "--no-" : "--") + key);
        if (option == nullptr) {
            reader.read.notes.push_back(fmt::format("{} in .{} has no meaning here", key, dialect.tool));
        } else if (auto taken = reader.take(*option, value); !taken) {
            return tl::unexpected(taken.error());
        }
    }
    for (const auto& option : dialect.options) {
        if (option.variable.empty()) continue;
        for (const auto& [name, value] : variables) {
            if (name != option.variable || value.empty() || (!option.flag.empty() && is_no(value))) continue;
            if (auto taken = reader.take(option, value); !taken) return tl::unexpected(taken.error());
        }
    }
    if (auto done = reader.read_words(); !done) return tl::unexpected(done.error());
    return std::move(reader.read);
}

Result<Variables> read_option_lines(std::string_view bytes, const std::string& file) {
    Variables options;
    for (std::size_t begin = 0, number = 1; begin < bytes.size(); ++number) {
        const auto end = std::min(bytes.find('\n', begin), bytes.size());
        const auto line = trimmed(bytes.substr(begin, end - begin));
        begin = end + 1;
        if (line.empty() || line.front() == '#' || line == "---") continue;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0)
            return failure(fmt::format("{}:{}: this is no 'name: value'", file, number));
        options.emplace_back(trimmed(line.substr(0, colon)), value_in(trimmed(line.substr(colon + 1))));
    }
    return options;
}

} // namespace ganger::cli
