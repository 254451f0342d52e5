// Writes LINES lines of LENGTH bytes, then waits to be killed.
// logs_writer FOLDER ID LINES LENGTH block|line
// Says 'r' into FOLDER/board when it is ready, begins when somebody opens FOLDER/gate, says 'd' when it is
// done.
#include "logs_line.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

constexpr std::size_t block = 65536;

bool put(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = write(1, bytes.data(), bytes.size());
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

// As many whole lines as go into a block; their numbers are counted on in place.
bool put_lines(unsigned id, std::uint64_t lines, std::size_t length, std::size_t at_once) {
    std::string bytes;
    for (std::size_t i = 0; i < at_once; ++i) bytes += logs::line(id, i, length);
    const std::size_t size = bytes.size() / at_once;
    for (std::uint64_t done = 0; done < lines; done += at_once) {
        if (done > 0) {
            for (std::size_t i = 0; i < at_once; ++i)
                logs::put_number(bytes.data() + i * size + logs::id_digits + 1, logs::number_digits,
                                 done + i);
        }
        const std::uint64_t left = lines - done;
        if (!put(std::string_view(bytes).substr(0, left < at_once ? left * size : bytes.size())))
            return false;
    }
    return true;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 6) return 2;
    const std::string folder = argv[1];
    const auto id = static_cast<unsigned>(std::atoi(argv[2]));
    const auto lines = std::strtoull(argv[3], nullptr, 10);
    const auto length = static_cast<std::size_t>(std::atoi(argv[4]));
    const bool one_by_one = std::string_view(argv[5]) == "line";

    const int board = open((folder + "/board").c_str(), O_WRONLY | O_CLOEXEC);
    if (board < 0 || write(board, "r", 1) != 1) return 1;
    if (open((folder + "/gate").c_str(), O_RDONLY | O_CLOEXEC) < 0) return 1;
    const std::size_t at_once = one_by_one || length >= block ? 1 : block / length;
    const bool done = put_lines(id, lines, length, at_once);
    if (write(board, done ? "d" : "x", 1) != 1) return 1;
    while (true) pause();
}
