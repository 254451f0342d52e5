#include "control_server.hpp"

#include "watched_fd.hpp"

#include <ganger/os/unix_socket.hpp>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>

namespace ganger::engine {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace std::chrono_literals;
using Protocol = asio::local::stream_protocol;
using Stream = beast::basic_stream<Protocol>;

constexpr unsigned header_limit = 8U << 10;
constexpr std::size_t body_limit = std::size_t{64} << 10;
constexpr auto request_time = 5s;        // from its first byte on; and for taking the answer
constexpr auto idle_time = 30s;          // between two requests
constexpr std::size_t first_read = 1024; // an idle connection holds no more
constexpr std::size_t events_at_once = std::size_t{64} << 10;
constexpr int accepted_in_a_row = 16;
constexpr auto rest_without_descriptors = 100ms;

// For whom nothing else is done. The connection is closed behind it.
std::string last_words(unsigned status, std::string_view reason, std::string_view code,
                       std::string_view text) {
    const auto document = control::refusal(status, code, {std::string(text), {}}).body + "\n";
    return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
                       "Connection: close\r\n\r\n{}",
                       status, reason, document.size(), document);
}

control::Answer answer_to_garbage(const beast::error_code& error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return control::refusal(431, "too-large", {"the header is larger than 8 KiB", {}});
    if (error == http::error::body_limit)
        return control::refusal(413, "too-large", {"the body is larger than 64 KiB", {}});
    return control::refusal(400, "bad-request", {"this is no HTTP request: " + error.message(), {}});
}

bool is_garbage(const beast::error_code& error) {
    return error.category() == http::make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

} // namespace

class ControlServer::Impl {
  public:
    class Session;
    using Sessions = std::list<std::shared_ptr<Session>>; // the one that was active last is the last

    Impl(asio::io_context& context, os::Fd listener, control::Askers askers, std::size_t most, Answer answer,
         Refused refused)
        : context_(context), listener_(context, std::move(listener)), rest_(context), most_(most),
          answer_(std::move(answer)), refused_(std::move(refused)), askers_(askers), last_(context) {
        wait();
    }
    ~Impl();

    control::Answer answer(const control::Request& request, const os::Peer& peer) const {
        try {
            return answer_(request, peer);
        } catch (const std::exception& error) {
            return control::refusal(500, "internal", {std::string("an internal error: ") + error.what(), {}});
        }
    }

    void wake();
    void finish(std::chrono::milliseconds at_most, std::function<void()> then);
    // Followers leave places for those who only look, and both for whoever wants to act.
    bool may_stream(const control::EventSource& events) const {
        return streams_ < std::max<std::size_t>(events.ends_by_itself() ? most_ * 3 / 4 : most_ / 2, 1);
    }
    void stream_began() { ++streams_; }
    void stream_ended() {
        if (--streams_ == 0 && finished_) asio::post(context_, std::exchange(finished_, {}));
    }

    void was_active(Sessions::iterator place) { sessions_.splice(sessions_.end(), sessions_, place); }
    void forget(Sessions::iterator place) { sessions_.erase(place); }

  private:
    void wait() {
        listener_.wait(WatchedFd::Wait::wait_read, [this] { accept_some(); });
    }
    void accept_some();
    void take(os::Fd connection);
    void refuse(const os::Fd& connection, const os::Peer& peer);
    bool make_room();

    asio::io_context& context_;
    WatchedFd listener_;
    asio::steady_timer rest_;
    std::size_t most_;
    Answer answer_;
    Refused refused_;
    control::Askers askers_;
    Sessions sessions_;
    std::size_t streams_ = 0;
    asio::steady_timer last_;
    std::function<void()> finished_;
};

// One connection. It holds itself by what it waits for, so that it may be forgotten at any time.
class ControlServer::Impl::Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Impl& server, asio::io_context& context, os::Fd connection, os::Peer peer)
        : server_(&server), peer_(std::move(peer)), stream_(context) {
        stream_.socket().assign(Protocol(), connection.number());
        connection.release();
    }

    void begin(Sessions::iterator place) {
        place_ = place;
        try {
            await_request(request_time);
        } catch (const std::exception&) {
            end();
        }
    }

    // The server is about to forget it, or is going away itself.
    void close() {
        if (std::exchange(events_, {})) server_->stream_ended();
        server_ = nullptr;
        stream_.close();
    }

    bool is_idle() const { return idle_; }

    // There may be events.
    void wake() {
        if (!std::exchange(waits_for_events_, false)) return;
        try {
            stream_more();
        } catch (const std::exception&) {
            end();
        }
    }

  private:
    // Not called when it is closed; what it throws ends the connection and nothing else.
    template <class Handler>
    auto then(Handler handler) {
        return [self = shared_from_this(), handler](beast::error_code error, std::size_t count) {
            if (self->server_ == nullptr) return;
            try {
                handler(error, count);
            } catch (const std::exception&) {
                if (self->server_ != nullptr) self->end();
            }
        };
    }

    void await_request(std::chrono::seconds at_most) {
        idle_ = true;
        if (buffer_.size() > 0) return read_request(); // it was sent ahead
        stream_.expires_after(at_most);
        stream_.async_read_some(buffer_.prepare(first_read), then([this](auto error, std::size_t count) {
                                    if (error) return end();
                                    buffer_.commit(count);
                                    read_request();
                                }));
    }

    void read_request() {
        parser_.emplace();
        parser_->header_limit(header_limit);
        parser_->body_limit(body_limit);
        stream_.expires_after(request_time);
        http::async_read(stream_, buffer_, *parser_,
                         then([this](auto error, std::size_t) { was_read(error); }));
    }

    void was_read(const beast::error_code& error) {
        idle_ = false;
        if (is_garbage(error)) return write(answer_to_garbage(error), false, 11);
        if (error) return end();
        auto request = parser_->release();
        const bool keeps = request.keep_alive();
        const unsigned version = request.version();
        auto answer = server_->answer(
            {std::string(request.method_string()), std::string(request.target()), std::move(request.body())},
            peer_);
        if (!answer.events) return write(std::move(answer), keeps, version);
        if (server_->may_stream(*answer.events)) return stream(std::move(answer.events), keeps, version);
        write(control::refusal(503, "busy", {"too many read the logs already", {}}), keeps, version);
    }

    // As long as it lasts: whoever follows may be silent, or not read, for as long as they like.
    void stream(std::shared_ptr<control::EventSource> events, bool keep_alive, unsigned version) {
        events_ = std::move(events);
        server_->stream_began();
        chunked_ = version >= 11;
        keeps_ = keep_alive && chunked_;
        header_ = {http::status::ok, version};
        header_.set(http::field::content_type, "text/event-stream");
        header_.set(http::field::cache_control, "no-cache");
        header_.keep_alive(keeps_);
        if (chunked_) header_.chunked(true);
        serializer_.emplace(header_);
        stream_.expires_never();
        watch_for_reader();
        http::async_write_header(stream_, *serializer_, then([this](auto error, std::size_t) {
                                     if (error) return end();
                                     stream_more();
                                 }));
    }

    void watch_for_reader() {
        stream_.socket().async_wait(Protocol::socket::wait_error,
                                    [self = shared_from_this()](const beast::error_code& error) {
                                        if (!error && self->server_ != nullptr && self->events_) self->end();
                                    });
    }

    void stream_more() {
        piece_.clear();
        const bool more = events_->take(piece_, events_at_once);
        if (piece_.empty() && more) {
            waits_for_events_ = true;
            return;
        }
        auto written = then([this, more](auto error, std::size_t) {
            if (error) return end();
            more ? stream_more() : end_stream();
        });
        if (chunked_)
            asio::async_write(stream_, http::make_chunk(asio::buffer(piece_)), std::move(written));
        else
            asio::async_write(stream_, asio::buffer(piece_), std::move(written));
    }

    void end_stream() {
        if (!chunked_) return end();
        asio::async_write(stream_, http::make_chunk_last(), then([this](auto error, std::size_t) {
                              if (error || !keeps_) return end();
                              events_.reset();
                              stream_.socket().cancel(); // nobody watches the reader any more
                              server_->stream_ended();
                              server_->was_active(place_);
                              await_request(idle_time);
                          }));
    }

    void write(control::Answer answer, bool keep_alive, unsigned version) {
        response_ = {static_cast<http::status>(answer.status), version};
        response_.set(http::field::content_type, "application/json");
        response_.body() = std::move(answer.body) + "\n";
        response_.keep_alive(keep_alive);
        response_.prepare_payload();
        stream_.expires_after(request_time);
        http::async_write(stream_, response_, then([this, keep_alive](auto error, std::size_t) {
                              if (error || !keep_alive) return end();
                              server_->was_active(place_);
                              await_request(idle_time);
                          }));
    }

    void end() {
        auto* server = server_;
        const auto held = shared_from_this();
        close();
        server->forget(place_);
    }

    Impl* server_; // none: it is closed
    os::Peer peer_;
    Sessions::iterator place_;
    Stream stream_;
    beast::flat_buffer buffer_{header_limit + body_limit};
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::string_body> response_;
    std::shared_ptr<control::EventSource> events_; // while they are streamed
    http::response<http::empty_body> header_;
    std::optional<http::response_serializer<http::empty_body>> serializer_;
    std::string piece_;
    bool chunked_ = true;
    bool keeps_ = true;
    bool waits_for_events_ = false;
    bool idle_ = true; // nothing whole has been asked
};

void ControlServer::Impl::wake() {
    if (streams_ == 0) return;
    for (auto place = sessions_.begin(); place != sessions_.end();) {
        const auto session = *place++; // it may go
        session->wake();
    }
}

void ControlServer::Impl::finish(std::chrono::milliseconds at_most, std::function<void()> then) {
    wake();
    if (streams_ == 0) return then();
    finished_ = std::move(then);
    last_.expires_after(at_most);
    last_.async_wait([this](const boost::system::error_code& error) {
        if (!error && finished_) std::exchange(finished_, {})();
    });
}

ControlServer::Impl::~Impl() {
    for (const auto& session : sessions_) session->close();
}

void ControlServer::Impl::accept_some() {
    for (int i = 0; i < accepted_in_a_row; ++i) {
        auto connection = os::accept_connection(listener_.fd());
        if (connection) {
            take(std::move(connection));
            continue;
        }
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) break;
        if ((errno == EMFILE || errno == ENFILE) && make_room()) continue;
        // No descriptor is free: the processes need them more than whoever waits here.
        rest_.expires_after(rest_without_descriptors);
        rest_.async_wait([this](const boost::system::error_code& error) {
            if (!error) wait();
        });
        return;
    }
    wait();
}

void ControlServer::Impl::take(os::Fd connection) {
    try {
        const auto peer = os::peer_of(connection);
        if (!peer || !control::may_ask(askers_, peer->user, peer->groups))
            return refuse(connection, peer.value_or(os::Peer{}));
        if (sessions_.size() >= most_ && !make_room())
            return os::send_at_once(connection, last_words(503, "Service Unavailable", "busy",
                                                           "too many connections, all of them at work"));
        sessions_.push_back(std::make_shared<Session>(*this, context_, std::move(connection), *peer));
    } catch (const std::exception&) {
        return; // no memory for it: whoever it was sees it closed
    }
    sessions_.back()->begin(--sessions_.end());
}

void ControlServer::Impl::refuse(const os::Fd& connection, const os::Peer& peer) {
    os::send_at_once(connection, last_words(403, "Forbidden", "forbidden", control::who_may_ask(askers_)));
    refused_(peer);
}

bool ControlServer::Impl::make_room() {
    for (auto place = sessions_.begin(); place != sessions_.end(); ++place) {
        if (!(*place)->is_idle()) continue;
        (*place)->close();
        sessions_.erase(place);
        return true;
    }
    return false;
}

ControlServer::ControlServer(asio::io_context& context, os::Fd listener, control::Askers askers,
                             std::size_t most, Answer answer, Refused refused)
    : impl_(std::make_unique<Impl>(context, std::move(listener), askers, most, std::move(answer),
                                   std::move(refused))) {}
ControlServer::~ControlServer() = default;

void ControlServer::wake() {
    impl_->wake();
}

void ControlServer::finish(std::chrono::milliseconds at_most, std::function<void()> then) {
    impl_->finish(at_most, std::move(then));
}

} // namespace ganger::engine
