#include "words_of_command.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace ganger::cli {

CommandWords cut_command(const Outline& outline, const VerbOutline& verb, std::vector<std::string>& words) {
    CommandWords command;
    std::size_t end = 1;
    for (; end < words.size() && words[end].starts_with('-'); ++end) {
        command.literal = words[end] == "--";
        if (command.literal) break;
        const auto typed = split_option(words[end]);
        const auto* option = find_option(outline, &verb, typed.name);
        if (option != nullptr && !option->value.empty() && !typed.value) ++end;
    }
    end = std::min(end, words.size());
    const auto own = words.begin() + static_cast<std::ptrdiff_t>(end);
    command.words.assign(own + (command.literal ? 1 : 0), words.end());
    words.erase(own, words.end());
    return command;
}

} // namespace ganger::cli
