// Prints what it was given, one item a line: its arguments, its folder, its environment in order. Ends with 3
// plus the number of its arguments.
#include <algorithm>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <vector>

int main(int argc, char** argv) {
    for (int i = 0; i < argc; ++i) std::printf("argument <%s>\n", argv[i]);
    char folder[4096];
    std::printf("folder <%s>\n", ::getcwd(folder, sizeof folder) != nullptr ? folder : "?");
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) entries.emplace_back(*entry);
    std::sort(entries.begin(), entries.end());
    for (const auto& entry : entries) std::printf("variable <%s>\n", entry.c_str());
    return 3 + argc;
}
