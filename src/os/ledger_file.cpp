#include "proc_file.hpp"

#include <ganger/os/ledger_file.hpp>
#include <ganger/os/own_file.hpp>

#include <cerrno>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ganger::os {
namespace {

constexpr std::size_t largest = std::size_t{16} << 20;

std::uint64_t number_behind(std::string_view text, std::string_view word) {
    const auto place = text.find(word);
    if (place == std::string_view::npos) return 0;
    text.remove_prefix(place + word.size());
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool write_all(const Fd& file, std::string_view content) {
    return ::write(file.number(), content.data(), content.size()) == static_cast<ssize_t>(content.size());
}

// Under another name first: whoever reads finds all of it or nothing.
Fd write_anew(const RuntimeFolder& folder, const std::string& name, std::string_view content) {
    const auto fresh = name + ".new";
    const int at = folder.fd.number();
    ::unlinkat(at, fresh.c_str(), 0);
    Fd file(::openat(at, fresh.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                     S_IRUSR | S_IWUSR));
    if (file && write_all(file, content) && ::renameat(at, fresh.c_str(), at, name.c_str()) == 0) return file;
    ::unlinkat(at, fresh.c_str(), 0);
    return {};
}

std::optional<std::string> read_all(const Fd& file, std::size_t size) {
    std::string content(size, '\0');
    const auto count = ::read(file.number(), content.data(), content.size());
    if (count < 0) return std::nullopt;
    content.resize(static_cast<std::size_t>(count));
    return content;
}

} // namespace

std::optional<KernelFacts> kernel_facts() {
    auto boot = read_proc("/proc/sys/kernel/random/boot_id");
    struct stat status {};
    if (!boot || boot->size() < 2 || ::stat("/proc/self/ns/pid", &status) != 0) return std::nullopt;
    boot->pop_back(); // its newline
    return KernelFacts{std::move(*boot), status.st_ino,
                       number_behind(read_proc("/proc/stat").value_or(""), "\nprocesses "),
                       number_behind(read_proc("/proc/sys/kernel/pid_max").value_or(""), "")};
}

std::uint64_t ticks_since_boot() {
    static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    constexpr std::uint64_t second = 1'000'000'000;
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    const auto nanoseconds =
        static_cast<std::uint64_t>(time.tv_sec) * second + static_cast<std::uint64_t>(time.tv_nsec);
    return nanoseconds / (second / ticks);
}

LedgerFile::LedgerFile(RuntimeFolder folder, std::string name, Fd file, std::size_t size)
    : folder_(std::move(folder)), name_(std::move(name)), file_(std::move(file)), size_(size) {}

std::optional<LedgerFile> LedgerFile::make(RuntimeFolder folder, std::string name, std::string_view content) {
    auto file = write_anew(folder, name, content);
    if (!file) return std::nullopt;
    return LedgerFile(std::move(folder), std::move(name), std::move(file), content.size());
}

LedgerFile::~LedgerFile() {
    struct stat ours {
    }, there{};
    const bool is_ours = goes_ && file_ && ::fstat(file_.number(), &ours) == 0 &&
                         ::fstatat(folder_.fd.number(), name_.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                         ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
    if (is_ours) remove_from(folder_, name_);
}

void LedgerFile::append(std::string_view record) {
    if (!file_) return;
    if (write_all(file_, record)) {
        size_ += record.size();
    } else if (::ftruncate(file_.number(), static_cast<off_t>(size_)) != 0) {
        file_.reset(); // a record behind half a one would spoil it
    }
}

void LedgerFile::replace(std::string_view content) {
    if (!file_) return;
    auto file = write_anew(folder_, name_, content);
    if (!file) return;
    file_ = std::move(file);
    size_ = content.size();
}

std::optional<FoundLedger> find_ledger(const RuntimeFolder& folder, const std::string& name) {
    const Fd file(::openat(folder.fd.number(), name.c_str(),
                           O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file && errno == ENOENT) return std::nullopt;
    struct stat status {};
    const bool is_usable = file && ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) &&
                           status.st_uid == ::geteuid() && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0 &&
                           static_cast<std::size_t>(status.st_size) <= largest;
    if (!is_usable) return FoundLedger{};
    return FoundLedger{read_all(file, static_cast<std::size_t>(status.st_size))};
}

void set_aside(const RuntimeFolder& folder, const std::string& name) {
    const int at = folder.fd.number();
    if (::renameat(at, name.c_str(), at, (name + ".bad").c_str()) != 0) remove_from(folder, name);
}

} // namespace ganger::os
