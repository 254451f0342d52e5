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
//                 flags=FD           "flags 0 blocking", "flags 0 nonblock" or "flags 0 closed"
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
// Memory          take MIB           and keeps it
// Time            wait               for ever
//                 sleep MS           for what must take time
// Family          fork ACTION… end   a child of its own does these and ends with 0
//                 setsid             in a fork: out of the session and the group
//                 setpgid            in a fork: into a group of its own
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
        {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"ABRT", SIGABRT},
        {"KILL", SIGKILL}, {"USR1", SIGUSR1}, {"SEGV", SIGSEGV}, {"USR2", SIGUSR2},
        {"PIPE", SIGPIPE}, {"ALRM", SIGALRM}, {"TERM", SIGTERM}, {"CHLD", SIGCHLD},
        {"CONT", SIGCONT}, {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}, {"WINCH", SIGWINCH}};
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

void say_flags(const std::string& number) {
    const int flags = ::fcntl(std::atoi(number.c_str()), F_GETFL);
    say("flags " + number + (flags < 0 ? " closed" : (flags & O_NONBLOCK) != 0 ? " nonblock" : " blocking"));
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

void take(int mebibytes) {
    const std::size_t size = static_cast<std::size_t>(mebibytes) << 20;
    void* const memory = std::malloc(size);
    check(memory != nullptr, "malloc");
    std::memset(memory, 1, size);
    asm volatile("" : : "r"(memory) : "memory"); // it is used
}

void append(const std::string& file, const std::string& line) {
    const int number = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    check(number >= 0, file.c_str());
    put(number, line + '\n');
    ::close(number);
}

void say_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    say(value != nullptr ? name + '=' + value : name + " is unset");
}

void say_environment() {
    for (char** entry = environ; *entry != nullptr; ++entry) say(*entry);
}

void say_signals() {
    say("blocked " + status_field("SigBlk"));
    say("ignored " + status_field("SigIgn"));
    say("caught " + status_field("SigCgt"));
}

void say_lines(int count) {
    for (int i = 1; i <= count; ++i) say("line " + std::to_string(i));
}

void put_bytes(int count) {
    for (; count > 0; count -= 65536)
        put(STDOUT_FILENO, std::string(static_cast<std::size_t>(std::min(count, 65536)), 'x'));
}

void make_nonblocking(int number) {
    ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
}

void tell_of(const std::string& name) {
    told[signal_of(name)] = "got " + name + '\n';
    handle(name, tell);
}

void exit_on(const std::string& name, int code) {
    exit_codes[signal_of(name)] = code;
    handle(name, exit_now);
}

class Script {
  public:
    explicit Script(Words words) : words_(std::move(words)) {}

    void run() {
        while (at_ < words_.size()) {
            action_ = next();
            const auto found = actions.find(action_.substr(0, action_.find('=')));
            if (found == actions.end()) refuse("unknown action " + action_);
            (this->*found->second)();
        }
    }

  private:
    std::string next() {
        if (at_ >= words_.size()) refuse("something is missing at the end");
        return words_[at_++];
    }
    int number() { return std::atoi(next().c_str()); }
    // What follows the "=" of the action.
    std::string part() const { return action_.substr(std::min(action_.size(), action_.find('=')) + 1); }

    void print() { say(next()); }
    void partial() { put(STDOUT_FILENO, next()); }
    void error() { put(STDERR_FILENO, next() + '\n'); }
    void lines() { say_lines(number()); }
    void bytes() { put_bytes(number()); }
    void append_line() {
        const auto file = next();
        append(file, next());
    }
    void args() {
        for (int left = std::atoi(part().c_str()); left > 0; --left) print();
    }
    void env() { action_ == "env" ? say_environment() : say_variable(part()); }
    void fds() { say_descriptors(); }
    void flags() { say_flags(part()); }
    void mask() { say_signals(); }
    void ids() { say_ids(); }
    void cwd() { say_folder(); }
    void nofile() { say_limits(); }
    void pdeathsig() { say_death_signal(); }
    void title() { say_title(); }
    void ignore() { handle(next(), SIG_IGN); }
    void tell_signal() { tell_of(next()); }
    void exit_on_signal() {
        const auto name = next();
        exit_on(name, number());
    }
    void kill_itself() { ::kill(::getpid(), signal_of(next())); }
    void close_one() { ::close(number()); }
    void nonblock() { make_nonblocking(number()); }
    void cat() { copy_input(); }
    void read() { read_line(); }
    void take_memory() { take(number()); }
    void listen() { listen_on(next()); }
    void wait() {
        for (;;) ::pause();
    }
    void sleep() { sleep_for(number()); }
    void setsid() { check(::setsid() >= 0, "setsid"); }
    void setpgid() { check(::setpgid(0, 0) == 0, "setpgid"); }
    void end() {
        if (!nested_) refuse("end without fork");
        ::_exit(0);
    }
    void exit() { ::_exit(number()); }

    void become() {
        std::vector<char*> argv;
        for (std::size_t i = at_; i < words_.size(); ++i) argv.push_back(words_[i].data());
        argv.push_back(nullptr);
        ::execvp(argv[0], argv.data());
        std::perror(argv[0]);
        ::_exit(98);
    }

    void fork() {
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

    static const std::map<std::string, void (Script::*)()> actions;
    Words words_;
    std::size_t at_ = 0;
    std::string action_;
    bool nested_ = false;
};

const std::map<std::string, void (Script::*)()> Script::actions{
    {"print", &Script::print},
    {"partial", &Script::partial},
    {"error", &Script::error},
    {"lines", &Script::lines},
    {"bytes", &Script::bytes},
    {"append", &Script::append_line},
    {"args", &Script::args},
    {"env", &Script::env},
    {"fds", &Script::fds},
    {"flags", &Script::flags},
    {"mask", &Script::mask},
    {"ids", &Script::ids},
    {"cwd", &Script::cwd},
    {"nofile", &Script::nofile},
    {"pdeathsig", &Script::pdeathsig},
    {"title", &Script::title},
    {"ignore", &Script::ignore},
    {"tell", &Script::tell_signal},
    {"exit-on", &Script::exit_on_signal},
    {"kill", &Script::kill_itself},
    {"close", &Script::close_one},
    {"nonblock", &Script::nonblock},
    {"cat", &Script::cat},
    {"read", &Script::read},
    {"listen", &Script::listen},
    {"take", &Script::take_memory},
    {"wait", &Script::wait},
    {"sleep", &Script::sleep},
    {"fork", &Script::fork},
    {"end", &Script::end},
    {"setsid", &Script::setsid},
    {"setpgid", &Script::setpgid},
    {"exit", &Script::exit},
    {"exec", &Script::become},
};

} // namespace

int main(int argc, char** argv) {
    Script(Words(argv + 1, argv + argc)).run();
    return 0;
}
