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

    // `then` is not called when the wait was ended by close(). One wait of a kind at a time.
    template <class Then>
    void wait(Wait::wait_type kind, Then then) {
        watch_.async_wait(kind, [then = std::move(then)](const boost::system::error_code& error) mutable {
            if (!error) then();
        });
    }

    void close() {
        if (!fd_) return;
        fd_.release();
        boost::system::error_code ignored;
        watch_.close(ignored); // ends waits; costs a system call less than release() and closing it ourselves
    }

  private:
    os::Fd fd_;
    boost::asio::posix::stream_descriptor watch_;
};

} // namespace ganger::engine
