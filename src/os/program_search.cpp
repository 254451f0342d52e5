#include "program_search.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ganger::os {
namespace {

constexpr std::string_view path_if_unset = "/bin:/usr/bin"; // confstr(_CS_PATH), as execvp

std::string_view path_in(const std::vector<std::string>& environment) {
    constexpr std::string_view key = "PATH=";
    for (std::string_view entry : environment)
        if (entry.starts_with(key)) return entry.substr(key.size());
    return path_if_unset;
}

// 0, or the errno that executing it would give.
int obstacle(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return errno;
    if (!S_ISREG(status.st_mode)) return EACCES;
    return ::faccessat(AT_FDCWD, file.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

bool more_telling(int error, int than) {
    const auto rank = [](int e) { return e == EACCES ? 2 : e == ENOENT || e == ENOTDIR ? 0 : 1; };
    return rank(error) > rank(than);
}

} // namespace

std::string path_from(const std::string& directory, const std::string& path) {
    return path.starts_with('/') || directory.empty() ? path : directory + '/' + path;
}

tl::expected<std::string, int> find_program(const std::string& name,
                                            const std::vector<std::string>& environment,
                                            const std::string& directory) {
    if (name.empty()) return tl::unexpected(ENOENT);
    if (name.find('/') != std::string::npos) return name;
    int error = ENOENT;
    std::string_view rest = path_in(environment);
    for (bool more = true; more;) {
        const auto colon = rest.find(':');
        more = colon != std::string_view::npos;
        const auto folder = rest.substr(0, colon);
        if (more) rest.remove_prefix(colon + 1);
        // An empty entry is the current folder.
        const auto file = (folder.empty() ? std::string(".") : std::string(folder)) + '/' + name;
        const int why = obstacle(path_from(directory, file));
        if (why == 0) return file;
        if (more_telling(why, error)) error = why;
    }
    return tl::unexpected(error);
}

} // namespace ganger::os
