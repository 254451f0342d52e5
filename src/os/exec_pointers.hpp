// Texts as execve takes them: pointers, and a null behind the last. They are the texts' own.
#pragma once

#include <string>
#include <vector>

namespace ganger::os {

inline std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace ganger::os
