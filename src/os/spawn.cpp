#include "child_setup.hpp"
#include "clone_into.hpp"
#include "exec_pointers.hpp"
#include "program_search.hpp"
#include "script.hpp"

#include <ganger/core/argument_size.hpp>
#include <ganger/os/spawn.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ganger::os {
namespace {

namespace process = boost::process::v2;
using core::LaunchStage;
using core::NotLaunched;

// The child's stack: the parent's would be overwritten while it is suspended. Its lowest page is a guard.
class ChildStack {
  public:
    ChildStack() {
        if (base_ == MAP_FAILED)
            throw std::system_error(errno, std::generic_category(), "cannot map a stack");
        ::mprotect(base_, guard, PROT_NONE);
    }
    ChildStack(const ChildStack&) = delete;
    ChildStack& operator=(const ChildStack&) = delete;
    ~ChildStack() { ::munmap(base_, size); }
    void* bottom() const { return base_; }
    void* top() const { return static_cast<char*>(base_) + size; }

    static constexpr std::size_t size = 256 * 1024;

  private:
    static constexpr std::size_t guard = 64 * 1024; // a page is that large on some machines
    void* base_ =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
};

// A handler that ran in the child would run in the parent's memory.
class AllSignalsBlocked {
  public:
    AllSignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
    ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_;
};

// A child that changes its user in memory that it shares with us makes it undumpable, and with it our
// /proc/self another's.
class DumpableKept {
  public:
    DumpableKept() = default;
    DumpableKept(const DumpableKept&) = delete;
    DumpableKept& operator=(const DumpableKept&) = delete;
    ~DumpableKept() {
        if (before_ == 1 && ::prctl(PR_GET_DUMPABLE) != before_) ::prctl(PR_SET_DUMPABLE, before_);
    }

  private:
    int before_ = ::prctl(PR_GET_DUMPABLE);
};

void take_zombie(pid_t pid) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

bool means_refused(int error) {
    return error == ENOSYS || error == EPERM || error == EINVAL;
}

// A launcher as Boost.Process v2 has them: its own either fork, which gets slower with every byte we hold, or
// run code that is not signal-safe in shared memory (boostorg/process #314), and all of them leak descriptors
// and leave zombies.
class CloneLauncher {
  public:
    CloneLauncher(const ChildStack& stack, ChildPlan& plan, int control_group)
        : stack_(stack), plan_(plan), control_group_(control_group) {}

    pid_t pid() const { return pid_; }
    Fd take_pidfd() { return std::move(pidfd_); }
    bool in_control_group() const { return in_control_group_; }

    template <class Executor>
    process::basic_process<Executor> operator()(Executor executor, process::error_code& error,
                                                const process::filesystem::path& executable,
                                                char* const* argv) {
        // The number that Boost's handle will own, taken before there is a child: afterwards nothing may fail
        // any more.
        Fd reserved(::eventfd(0, EFD_CLOEXEC));
        if (!reserved) return not_launched(executor, error, LaunchStage::fork, errno);
        plan_.program = executable.c_str();
        plan_.argv = argv;
        if (const int refused = clone_child())
            return not_launched(executor, error, LaunchStage::fork, refused);
        if (plan_.error != 0) {
            take_zombie(pid_);
            return not_launched(executor, error, plan_.failed_stage, plan_.error);
        }
        return handle_of_child(executor, error, std::move(reserved));
    }

  private:
    template <class Executor>
    process::basic_process<Executor> not_launched(Executor executor, process::error_code& error,
                                                  LaunchStage stage, int why) {
        pidfd_.reset();
        plan_.failed_stage = stage;
        plan_.error = why;
        error.assign(why, process::system_category());
        return process::basic_process<Executor>(executor);
    }

    // Boost 1.81 never gives a pidfd back, so it gets a duplicate. Where the kernel has none, its handle
    // stays empty.
    template <class Executor>
    process::basic_process<Executor> handle_of_child(Executor executor, process::error_code& error,
                                                     Fd reserved) {
        if (!pidfd_) return process::basic_process<Executor>(executor);
        try {
            ::dup3(pidfd_.number(), reserved.number(), O_CLOEXEC);
            process::basic_process<Executor> child(executor, pid_, reserved.number());
            reserved.release();
            return child;
        } catch (const std::exception&) {
            // No memory left for epoll's entry. A child that we could not watch must not run.
            ::kill(pid_, SIGKILL);
            take_zombie(pid_);
            return not_launched(executor, error, LaunchStage::fork, ENOMEM);
        }
    }

    // 0, or errno. Returns when the child has executed its program or given up.
    int clone_child() {
        plan_.parent = ::getpid();
        const AllSignalsBlocked blocked;
        const DumpableKept kept;
        int pidfd = -1;
        if (clone_into_group(pidfd)) return 0;
        pid_ =
            ::clone(run_child, stack_.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &plan_, &pidfd);
        if (pid_ > 0) {
            pidfd_ = Fd(pidfd);
            return 0;
        }
        return means_refused(errno) ? clone_without_pidfd() : errno;
    }

    // Whatever stands against it, it is not what keeps anybody from being started.
    bool clone_into_group(int& pidfd) {
        if (control_group_ < 0) return false;
        const CloneInto wanted{run_child, &plan_, stack_.bottom(), ChildStack::size, control_group_};
        pid_ = clone_into(wanted, pidfd);
        in_control_group_ = pid_ > 0;
        if (in_control_group_) pidfd_ = Fd(pidfd);
        return in_control_group_;
    }

    // For old kernels and sandboxes. What is left is exactly posix_spawn's clone, which no sandbox can do
    // without.
    int clone_without_pidfd() {
        pid_ = ::clone(run_child, stack_.top(), CLONE_VM | CLONE_VFORK | SIGCHLD, &plan_);
        if (pid_ < 0) return errno;
        pidfd_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
        return 0;
    }

    const ChildStack& stack_;
    ChildPlan& plan_;
    int control_group_;
    pid_t pid_ = -1;
    Fd pidfd_;
    bool in_control_group_ = false;
};

// It would be cut there in silence.
bool has_nul(const std::string& text) {
    return text.find('\0') != std::string::npos;
}

bool has_nul(const SpawnRequest& request) {
    const auto any = [](const auto& texts) {
        return std::any_of(texts.begin(), texts.end(), [](const auto& t) { return has_nul(t); });
    };
    return has_nul(request.program) || has_nul(request.directory) || any(request.arguments) ||
           any(request.environment);
}

NotLaunched explain(const ChildPlan& plan, const SpawnRequest& request) {
    if (plan.failed_stage == LaunchStage::exec)
        return {plan.failed_stage, plan.error, request.program,
                plan.error == E2BIG ? core::largest_part(request.arguments, request.environment) : ""};
    if (plan.failed_stage == LaunchStage::working_directory)
        return {plan.failed_stage, plan.error, request.directory};
    return {plan.failed_stage, plan.error, subject_of(plan.setup, plan.failed_stage)};
}

ChildPlan plan_for(const SpawnRequest& request, char* const* environment) {
    ChildPlan plan;
    plan.environment = environment;
    plan.directory = request.directory.empty() ? nullptr : request.directory.c_str();
    const auto given_or_ours = [](int given, int ours) { return given >= 0 ? given : ours; };
    plan.standard = {given_or_ours(request.standard_input, STDIN_FILENO),
                     given_or_ours(request.standard_output, STDOUT_FILENO),
                     given_or_ours(request.standard_error, STDERR_FILENO)};
    plan.terminal = request.controlling_terminal;
    plan.in_our_group = request.in_our_group;
    plan.every_descriptor = request.every_descriptor;
    for (const int signal : request.left_ignored) plan.left_signals |= std::uint64_t{1} << (signal - 1);
    plan.setup = lay_out(request.process, request.open_files);
    return plan;
}

// Programs open /dev/stdout anew, which only its owner may.
void give_output(const SpawnRequest& request, const ProcessSetup& setup) {
    if (!setup.changes_user) return;
    for (const int number : {request.standard_output, request.standard_error})
        if (number >= 0) (void) !::fchown(number, setup.user, static_cast<gid_t>(-1));
}

} // namespace

struct Spawner::Impl {
    ChildStack stack;
    boost::asio::io_context context{1};
    // Makes the reactor's descriptors now, when an error can still be told.
    process::basic_process<boost::asio::io_context::executor_type> none{context.get_executor()};

    tl::expected<Spawned, NotLaunched> launch(const SpawnRequest& request, const std::string& file,
                                              const std::vector<std::string>& arguments);
};

Spawner::Spawner() : impl_(std::make_unique<Impl>()) {}
Spawner::~Spawner() = default;

tl::expected<Spawned, NotLaunched> Spawner::Impl::launch(const SpawnRequest& request, const std::string& file,
                                                         const std::vector<std::string>& arguments) {
    const auto argv = pointers_to(arguments);
    const auto environment = pointers_to(request.environment);
    ChildPlan plan = plan_for(request, environment.data());
    give_output(request, plan.setup);
    CloneLauncher launcher(stack, plan, request.control_group);
    process::error_code error;
    auto child = launcher(context.get_executor(), error, file, argv.data());
    if (error) return tl::unexpected(explain(plan, request));
    // Its destructor would kill the child and wait for it.
    child.detach();
    return Spawned{launcher.pid(), launcher.take_pidfd(), launcher.in_control_group()};
}

tl::expected<Spawned, NotLaunched> Spawner::spawn(const SpawnRequest& request) {
    if (has_nul(request)) return tl::unexpected(NotLaunched{LaunchStage::exec, EINVAL, request.program});
    const auto program = find_program(request.program, request.environment, request.directory);
    if (!program) return tl::unexpected(NotLaunched{LaunchStage::exec, program.error(), request.program});

    auto spawned = impl_->launch(request, *program, request.arguments);
    if (spawned || spawned.error().error != ENOEXEC) return spawned;
    if (!is_script(path_from(request.directory, *program))) return spawned;
    return impl_->launch(request, "/bin/sh", script_arguments(*program, request.arguments));
}

} // namespace ganger::os
