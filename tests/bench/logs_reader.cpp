// Reads what a supervisor writes and checks that every line of every writer is there, whole and in order.
// logs_reader FOLDER WRITERS LINES LENGTH <output
// Says 'v' into FOLDER/board once all are there, 'x' if a line is not what it should be; ends at the end of
// file.
#include "logs_line.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

class Check {
  public:
    Check(unsigned writers, std::uint64_t lines, std::size_t length) : left_(writers * lines) {
        for (unsigned id = 0; id < writers; ++id) next_.push_back(logs::line(id, 0, length));
    }

    bool line(std::string_view line) {
        const std::size_t bar = line.find("| ");
        if (bar == line.npos) return false;
        const std::string_view text = line.substr(bar + 2);
        if (line.starts_with("ganger ")) return true;
        if (text.size() < logs::head) return false;
        const auto id =
            static_cast<std::size_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + text[2] - '0');
        if (id >= next_.size() || text != next_[id]) return false;
        logs::next_number(next_[id].data() + logs::id_digits + 1, logs::number_digits);
        --left_;
        return true;
    }

    std::uint64_t left() const { return left_; }

  private:
    std::vector<std::string> next_; // what each has to say next
    std::uint64_t left_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const int board = open((std::string(argv[1]) + "/board").c_str(), O_WRONLY | O_CLOEXEC);
    Check check(static_cast<unsigned>(std::atoi(argv[2])), std::strtoull(argv[3], nullptr, 10),
                static_cast<std::size_t>(std::atoi(argv[4])));
    std::vector<char> buffer(std::size_t{1} << 20);
    std::size_t kept = 0;
    bool said = false;
    while (true) {
        const ssize_t count = read(0, buffer.data() + kept, buffer.size() - kept);
        if (count <= 0) break;
        const std::string_view bytes(buffer.data(), kept + static_cast<std::size_t>(count));
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = bytes.find('\n', begin)) != bytes.npos; begin = end + 1) {
            if (said || check.line(bytes.substr(begin, end + 1 - begin))) continue;
            std::fprintf(stderr, "not as written: %.*s\n", static_cast<int>(end - begin),
                         bytes.data() + begin);
            said = write(board, "x", 1) == 1;
        }
        kept = bytes.size() - begin;
        std::memmove(buffer.data(), buffer.data() + begin, kept);
        if (check.left() == 0 && !said) said = write(board, "v", 1) == 1;
    }
    return check.left() == 0 ? 0 : 1;
}
