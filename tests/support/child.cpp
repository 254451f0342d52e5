// clang-format off
// child ACTION... — a program that behaves as a test tells it. The actions are done in order; after the last one it
// ends with 0. Output is never buffered. Exit 99: the arguments make no sense; 98: a system call failed.
//
// Words           print TEXT         TEXT and a newline to stdout
//                 partial TEXT       TEXT without a newline
//                 error TEXT         TEXT and a newline to stderr
//                 lines N            "line 1" … "line N" to stdout
//                 bytes N            N times "x" to stdout, no newline
//                 append FILE TEXT   TEXT and a newline to the end of FILE
// About itself    args=N             the next N arguments, one a line
//                 env, env=NAME      every entry of the environment; "NAME=value" or "NAME is unset"
//                 fds                "fds 0 1 2"
//                 flags=FD           "flags 0 blocking" or "flags 0 nonblock"
//                 mask               "blocked 0000…", "ignored 0000…", "caught 0000…", three lines
//                 ids                "pid 7 ppid 6 pgid 7 sid 7"
//                 cwd                "cwd /srv"
//                 nofile             "nofile 1024 4096": soft, hard
//                 pdeathsig          "pdeathsig 9"
//                 title              "title child": its name in /proc
// Signals         ignore NAME        from now on; names are without SIG
//                 tell NAME          says "got NAME" to stdout, and goes on
//                 exit-on NAME N     ends with N
//                 kill NAME          sends it to itself
// Descriptors     close FD, nonblock FD
//                 cat                copies stdin to stdout until its end
//                 read               one line of stdin: "read LINE", or "end of input"
//                 listen PORT        on 127.0.0.1: "listens PORT"; `listen $` takes PORT of the environment
// Time            wait               for ever
//                 sleep MS           for what must take time
// Family          fork ACTION… end   a child of its own does these and ends with 0
//                 setsid             in a fork: out of the session and the group
// Ends            exit N
//                 exec PROGRAM ARGS… becomes it; the rest are its arguments
//
// `child fork setsid ignore TERM print left wait end exit 3` leaves a stray that ignores SIGTERM and holds stdout.
// clang-format on

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <netinet/in.h>
#include <signal.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using Words = std::vector<std::string>;

int exit_codes[65];
std::string told[65];

[[noreturn]] void refuse(const std::string& what) {
    const std::string text = "child: " + what + '\n';
    (void) !::write(STDERR_FILENO, text.data(), text.size());
    ::_exit(99);
}

void check(bool done, const char* what) {
    if (done) return;
    std::perror(what);
    ::_exit(98);
}

void put(int number, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t count = ::write(number, text.data() + at, text.size() - at);
        if (count < 0 && errno != EINTR) ::_exit(98);
        if (count > 0) at += static_cast<std::size_t>(count);
    }
}

void say(const std::string& line) {
    put(STDOUT_FILENO, line + '\n');
}

int signal_of(const std::string& name) {
    static const std::map<std::string, int> known{
        {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"ABRT", SIGABRT}, {"KILL", SIGKILL},
        {"USR1", SIGUSR1}, {"SEGV", SIGSEGV}, {"USR2", SIGUSR2}, {"PIPE", SIGPIPE}, {"ALRM", SIGALRM},
        {"TERM", SIGTERM}, {"CHLD", SIGCHLD}, {"CONT", SIGCONT}, {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}};
    const auto found = known.find(name);
    if (found == known.end()) refuse("unknown signal " + name);
    return found->second;
}

void handle(const std::string& name, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    check(::sigaction(signal_of(name), &action, nullptr) == 0, "sigaction");
}

void exit_now(int signal) {
    ::_exit(exit_codes[signal]);
}
void tell(int signal) {
    (void) !::write(STDOUT_FILENO, told[signal].data(), told[signal].size());
}

std::string status_field(const char* key) {
    std::FILE* file = std::fopen("/proc/self/status", "re");
    check(file != nullptr, "/proc/self/status");
    char line[256];
    std::string value = "?";
    while (std::fgets(line, sizeof line, file) != nullptr)
        if (std::strncmp(line, key, std::strlen(key)) == 0) value = line + std::strlen(key) + 1;
    std::fclose(file);
    value.erase(std::remove_if(value.begin(), value.end(), [](char c) { return c == '\n' || c == '\t'; }),
                value.end());
    return value;
}

void say_descriptors() {
    DIR* listing = ::opendir("/proc/self/fd");
    check(listing != nullptr, "/proc/self/fd");
    std::vector<int> numbers;
    while (const dirent* entry = ::readdir(listing))
        if (entry->d_name[0] != '.' && std::atoi(entry->d_name) != ::dirfd(listing))
            numbers.push_back(std::atoi(entry->d_name));
    ::closedir(listing);
    std::sort(numbers.begin(), numbers.end());
    std::string line = "fds";
    for (int number : numbers) line.append(1, ' ').append(std::to_string(number));
    say(line);
}

void say_limits() {
    rlimit limit{};
    check(::getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
    say("nofile " + std::to_string(limit.rlim_cur) + " " + std::to_string(limit.rlim_max));
}

void say_ids() {
    say("pid " + std::to_string(::getpid()) + " ppid " + std::to_string(::getppid()) + " pgid " +
        std::to_string(::getpgrp()) + " sid " + std::to_string(::getsid(0)));
}

void say_death_signal() {
    int signal = 0;
    check(::prctl(PR_GET_PDEATHSIG, &signal) == 0, "prctl");
    say("pdeathsig " + std::to_string(signal));
}

void say_folder() {
    char folder[4096];
    check(::getcwd(folder, sizeof folder) != nullptr, "getcwd");
    say(std::string("cwd ") + folder);
}

void say_title() {
    char name[17] = {};
    check(::prctl(PR_GET_NAME, name) == 0, "prctl");
    say(std::string("title ") + name);
}

void copy_input() {
    char buffer[4096];
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count == 0) return;
        if (count < 0 && errno != EINTR) ::_exit(98);
        if (count > 0) put(STDOUT_FILENO, std::string(buffer, static_cast<std::size_t>(count)));
    }
}

void read_line() {
    std::string line;
    for (char c = 0;;) {
        const ssize_t count = ::read(STDIN_FILENO, &c, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) ::_exit(98);
        if (count == 0 && line.empty()) return say("end of input");
        if (count == 0 || c == '\n') return say("read " + line);
        line += c;
    }
}

void listen_on(std::string port) {
    if (port == "$") port = std::getenv("PORT") != nullptr ? std::getenv("PORT") : "0";
    const int server = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port.c_str())));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "bind");
    check(::listen(server, 16) == 0, "listen");
    say("listens " + port);
}

void sleep_for(int milliseconds) {
    timespec left{milliseconds / 1000, (milliseconds % 1000) * 1000000L};
    while (::nanosleep(&left, &left) != 0) {
    }
}

void append(const std::string& file, const std::string& line) {
    const int number = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    check(number >= 0, file.c_str());
    put(number, line + '\n');
    ::close(number);
}

class Script {
  public:
    explicit Script(Words words) : words_(std::move(words)) {}

    void run() {
        while (at_ < words_.size()) {
            const std::string action = next();
            if (action == "end" && nested_) ::_exit(0);
            if (!(say_something(action) || about_itself(action) || signals(action) || descriptors(action) ||
                  life(action)))
                refuse("unknown action " + action);
        }
    }

  private:
    std::string next() {
        if (at_ >= words_.size()) refuse("something is missing at the end");
        return words_[at_++];
    }
    int number() { return std::atoi(next().c_str()); }

    bool say_something(const std::string& action) {
        if (action == "print")
            say(next());
        else if (action == "partial")
            put(STDOUT_FILENO, next());
        else if (action == "error")
            put(STDERR_FILENO, next() + '\n');
        else if (action == "lines")
            for (int i = 1, n = number(); i <= n; ++i) say("line " + std::to_string(i));
        else if (action == "bytes")
            for (int left = number(); left > 0; left -= 65536)
                put(STDOUT_FILENO, std::string(static_cast<std::size_t>(std::min(left, 65536)), 'x'));
        else if (action == "append") {
            const auto file = next();
            append(file, next());
        } else
            return false;
        return true;
    }

    bool about_itself(const std::string& action) {
        if (action == "env")
            for (char** entry = environ; *entry != nullptr; ++entry) say(*entry);
        else if (action.starts_with("env=")) {
            const auto name = action.substr(4);
            const char* value = std::getenv(name.c_str());
            say(value != nullptr ? name + "=" + value : name + " is unset");
        } else if (action.starts_with("args="))
            for (int i = std::atoi(action.c_str() + 5); i > 0; --i) say(next());
        else if (action.starts_with("flags=")) {
            const int flags = ::fcntl(std::atoi(action.c_str() + 6), F_GETFL);
            say("flags " + action.substr(6) + ((flags & O_NONBLOCK) != 0 ? " nonblock" : " blocking"));
        } else if (action == "fds")
            say_descriptors();
        else if (action == "mask") {
            say("blocked " + status_field("SigBlk"));
            say("ignored " + status_field("SigIgn"));
            say("caught " + status_field("SigCgt"));
        } else if (action == "ids")
            say_ids();
        else if (action == "cwd")
            say_folder();
        else if (action == "nofile")
            say_limits();
        else if (action == "pdeathsig")
            say_death_signal();
        else if (action == "title")
            say_title();
        else
            return false;
        return true;
    }

    bool signals(const std::string& action) {
        if (action == "ignore")
            handle(next(), SIG_IGN);
        else if (action == "tell") {
            const auto name = next();
            told[signal_of(name)] = "got " + name + "\n";
            handle(name, tell);
        } else if (action == "exit-on") {
            const auto name = next();
            exit_codes[signal_of(name)] = number();
            handle(name, exit_now);
        } else if (action == "kill")
            ::kill(::getpid(), signal_of(next()));
        else
            return false;
        return true;
    }

    bool descriptors(const std::string& action) {
        if (action == "close")
            ::close(number());
        else if (action == "nonblock") {
            const int which = number();
            ::fcntl(which, F_SETFL, ::fcntl(which, F_GETFL) | O_NONBLOCK);
        } else if (action == "cat")
            copy_input();
        else if (action == "read")
            read_line();
        else if (action == "listen")
            listen_on(next());
        else
            return false;
        return true;
    }

    bool life(const std::string& action) {
        if (action == "exit")
            ::_exit(number());
        else if (action == "exec")
            become();
        else if (action == "wait")
            for (;;) ::pause();
        else if (action == "sleep")
            sleep_for(number());
        else if (action == "fork")
            fork_off();
        else if (action == "setsid")
            check(::setsid() >= 0, "setsid");
        else
            return false;
        return true;
    }

    [[noreturn]] void become() {
        std::vector<char*> argv;
        for (std::size_t i = at_; i < words_.size(); ++i) argv.push_back(words_[i].data());
        argv.push_back(nullptr);
        ::execvp(argv[0], argv.data());
        std::perror(argv[0]);
        ::_exit(98);
    }

    void fork_off() {
        const pid_t child = ::fork();
        check(child >= 0, "fork");
        if (child == 0) {
            nested_ = true;
            return;
        }
        for (int depth = 1; depth > 0;) {
            const auto word = next();
            depth += word == "fork" ? 1 : word == "end" ? -1 : 0;
        }
    }

    Words words_;
    std::size_t at_ = 0;
    bool nested_ = false;
};

} // namespace

int main(int argc, char** argv) {
    Script(Words(argv + 1, argv + argc)).run();
    return 0;
}
