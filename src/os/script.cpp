#include "script.hpp"

#include <ganger/os/fd.hpp>

#include <array>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace ganger::os {

bool is_script(const std::string& path) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    if (!file) return false;
    std::array<char, 128> bytes{}; // as many as dash looks at
    const ssize_t count = ::read(file.number(), bytes.data(), bytes.size());
    if (count < 0) return false;
    const std::string_view text{bytes.data(), static_cast<std::size_t>(count)};
    return text.substr(0, text.find('\n')).find('\0') == std::string_view::npos;
}

std::vector<std::string> script_arguments(const std::string& path,
                                          const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"/bin/sh", path};
    if (!arguments.empty()) all.insert(all.end(), arguments.begin() + 1, arguments.end());
    return all;
}

} // namespace ganger::os
