#include "proc_file.hpp"

#include <ganger/os/procfs.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <unistd.h>

namespace ganger::os {
namespace {

// As proc(5) numbers them.
enum Field : std::size_t {
    state = 3,
    parent = 4,
    group = 5,
    session = 6,
    flags = 9,
    threads = 20,
    start_time = 22
};

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const auto word = line.substr(0, line.find_first_of(" \n"));
        if (!word.empty()) words.push_back(word);
        line.remove_prefix(std::min(line.size(), word.size() + 1));
    }
    return words;
}

template <class Number>
bool read_number(std::string_view word, Number& number) {
    return std::from_chars(word.data(), word.data() + word.size(), number).ec == std::errc{};
}

std::optional<ProcessInfo> parse_stat(std::string_view text) {
    // The name stands in brackets and may itself hold brackets, spaces and newlines.
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    const auto words = words_of(text.substr(close + 1));
    const auto word = [&words](Field field) { return words.at(field - Field::state); };
    if (words.size() <= Field::start_time - Field::state) return std::nullopt;
    ProcessInfo info;
    info.name = text.substr(open + 1, close - open - 1);
    info.state = word(Field::state).front();
    unsigned flags = 0;
    if (!read_number(word(Field::parent), info.parent) || !read_number(word(Field::group), info.group) ||
        !read_number(word(Field::session), info.session) || !read_number(word(Field::flags), flags) ||
        !read_number(word(Field::threads), info.threads) ||
        !read_number(word(Field::start_time), info.start_time))
        return std::nullopt;
    constexpr unsigned exiting = 0x4;        // PF_EXITING
    constexpr unsigned of_kernel = 0x200000; // PF_KTHREAD
    info.is_exiting = (flags & exiting) != 0;
    info.is_kernel_thread = (flags & of_kernel) != 0;
    return info;
}

void add_numbers(std::string_view words, std::vector<pid_t>& numbers) {
    const char* at = words.data();
    const char* const end = at + words.size();
    while (at != end) {
        pid_t number = 0;
        const auto [after, error] = std::from_chars(at, end, number);
        if (error == std::errc{}) numbers.push_back(number);
        at = error == std::errc{} ? after : at + 1;
    }
}

// Empty: this kernel has no such file (CONFIG_PROC_CHILDREN), or the process is gone.
std::optional<std::vector<pid_t>> listed_children(pid_t process) {
    const auto tasks = numbers_in_proc(fmt::format("/proc/{}/task", process));
    if (!tasks) return std::nullopt;
    std::vector<pid_t> children;
    bool told = false;
    for (int task : *tasks) {
        const auto text = read_proc(fmt::format("/proc/{}/task/{}/children", process, task));
        if (!text) continue;
        told = true;
        add_numbers(*text, children);
    }
    if (!told) return std::nullopt;
    return children;
}

std::optional<std::vector<pid_t>> searched_children(pid_t parent) {
    const auto all = numbers_in_proc("/proc");
    if (!all || all->empty()) return std::nullopt;
    std::vector<pid_t> children;
    for (pid_t pid : *all) {
        const auto info = process_info(pid);
        if (info && info->parent == parent) children.push_back(pid);
    }
    return children;
}

} // namespace

std::optional<ProcessInfo> process_info(pid_t pid) {
    const auto text = read_proc(fmt::format("/proc/{}/stat", pid));
    if (!text) return std::nullopt;
    auto info = parse_stat(*text);
    if (info) info->pid = pid;
    return info;
}

bool has_ended(const ProcessInfo& process) {
    const bool leader_ended = process.state == 'Z' || process.state == 'X';
    return leader_ended && process.threads <= 1;
}

bool is_running(pid_t pid, std::uint64_t start_time) {
    const auto info = process_info(pid);
    return info && info->start_time == start_time && !has_ended(*info) && !info->is_exiting;
}

std::optional<std::vector<pid_t>> own_children() {
    const pid_t self = ::getpid();
    // Only the main thread forks, and the kernel gives orphans to the first thread that lives: the main one.
    if (const auto text = read_proc(fmt::format("/proc/self/task/{}/children", self))) {
        std::vector<pid_t> children;
        add_numbers(*text, children);
        return children;
    }
    return searched_children(self);
}

std::vector<pid_t> children_of(pid_t pid) {
    if (auto children = listed_children(pid)) return *children;
    return searched_children(pid).value_or(std::vector<pid_t>{});
}

bool descends_from_us(pid_t pid) {
    const pid_t self = ::getpid();
    while (pid > 1 && pid != self) {
        const auto info = process_info(pid);
        if (!info) return false;
        pid = info->parent;
    }
    return pid == self;
}

std::set<pid_t> kernel_threads() {
    constexpr pid_t kthreadd = 2;
    const auto info = process_info(kthreadd);
    if (!info || !info->is_kernel_thread) return {};
    const auto children = listed_children(kthreadd).value_or(std::vector<pid_t>{});
    std::set<pid_t> threads{kthreadd};
    threads.insert(children.begin(), children.end());
    return threads;
}

std::optional<std::string> mark_of(const ProcessInfo& process) {
    // Reading the memory of a process that hangs in the kernel may hang, too.
    if (process.state == 'D' || process.state == 'Z') return std::nullopt;
    const auto environment = read_proc(fmt::format("/proc/{}/environ", process.pid));
    if (!environment) return std::nullopt;
    constexpr std::string_view key = "GANGER_ID=";
    std::string_view rest = *environment;
    while (!rest.empty()) {
        const auto entry = rest.substr(0, rest.find('\0'));
        if (entry.starts_with(key)) return std::string(entry.substr(key.size()));
        rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    }
    return std::nullopt;
}

} // namespace ganger::os
