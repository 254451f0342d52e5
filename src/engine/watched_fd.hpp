// A descriptor of ours that the io_context watches. The Fd stays the owner; Asio only waits.
#pragma once

#include <ganger/os/fd.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <utility>

namespace ganger::engine {

class WatchedFd {
  public:
    using Wait = boost::asio::posix::descriptor_base;

    WatchedFd(boost::asio::io_context& context, os::Fd fd)
        : fd_(std::move(fd)), watch_(context, fd_.number()) {}
    WatchedFd(const WatchedFd&) = delete;
    WatchedFd& operator=(const WatchedFd&) = delete;
    ~WatchedFd() { close(); }

    const os::Fd& fd() const { return fd_; }
    bool is_open() const { return static_cast<bool>(fd_); }

    // `then` is not called when the wait was ended by close() or ignore(). One wait of a kind at a time.
    // False after ignore() only: the kernel has no memory for it.
    template <class Then>
    bool wait(Wait::wait_type kind, Then then) {
        boost::system::error_code refused;
        if (!watch_.is_open()) watch_.assign(fd_.number(), refused);
        if (refused) return false;
        watch_.async_wait(kind, [then = std::move(then)](const boost::system::error_code& error) mutable {
            if (!error) then();
        });
        return true;
    }

    // Until the next wait. What happens to a watched descriptor wakes us even where nobody waits for it.
    void ignore() {
        if (watch_.is_open()) watch_.release();
    }

    void close() {
        if (!fd_) return;
        if (!watch_.is_open()) return fd_.reset();
        fd_.release();
        boost::system::error_code ignored;
        watch_.close(ignored); // ends waits; costs a system call less than release() and closing it ourselves
    }

  private:
    os::Fd fd_;
    boost::asio::posix::stream_descriptor watch_;
};

} // namespace ganger::engine
