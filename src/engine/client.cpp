#include "watched_fd.hpp"

#include <ganger/engine/client.hpp>
#include <ganger/os/output_target.hpp>
#include <ganger/os/unix_socket.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace ganger::engine {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Protocol = asio::local::stream_protocol;

constexpr std::uint64_t largest_answer = std::uint64_t{16} << 20;

AskFailure failure_of(const beast::error_code& error) {
    if (error == beast::error::timeout) return AskFailure::no_answer;
    const bool http_says_so = error.category() == http::make_error_code(http::error::bad_version).category();
    return http_says_so && error != http::error::end_of_stream ? AskFailure::no_sense
                                                               : AskFailure::nobody_there;
}

http::request<http::string_body> message_of(const control::Request& request) {
    http::request<http::string_body> message(http::string_to_verb(request.method), request.target, 11);
    message.set(http::field::host, "ganger");
    message.keep_alive(false);
    message.body() = request.body;
    message.prepare_payload();
    return message;
}

} // namespace

tl::expected<control::Answer, AskFailure> ask(const std::string& socket, const control::Request& request,
                                              core::Duration patience) {
    auto connection = os::connect_to(socket);
    if (!connection) return tl::unexpected(AskFailure::nobody_there);
    asio::io_context io{1};
    beast::basic_stream<Protocol> stream(io);
    stream.socket().assign(Protocol(), connection->release());
    stream.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(patience));

    const auto sent = message_of(request);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> answer;
    answer.body_limit(largest_answer);
    beast::error_code failed;
    // What it says may have been said before we asked (busy), so it is read even where it no longer listens.
    http::async_write(stream, sent, [&](const beast::error_code& error, std::size_t) {
        if (error == beast::error::timeout) {
            failed = error;
            return;
        }
        http::async_read(stream, buffer, answer,
                         [&](const beast::error_code& unread, std::size_t) { failed = unread; });
    });
    io.run();
    if (failed) return tl::unexpected(failure_of(failed));
    auto& body = answer.get().body();
    while (body.ends_with('\n')) body.pop_back();
    return control::Answer{answer.get().result_int(), std::move(body)};
}

namespace {

constexpr std::size_t part_size = std::size_t{64} << 10;

// One answer that may go on for hours.
class Listener {
  public:
    Listener(os::Fd connection, const http::request<http::string_body>& request, core::Duration patience,
             const Listening& listening)
        : stream_(io_), request_(request), listening_(listening), part_(part_size, '\0') {
        stream_.socket().assign(Protocol(), connection.release());
        stream_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(patience));
        header_.body_limit(boost::none);
        watch_output();
    }

    tl::expected<control::Answer, AskFailure> run() {
        http::async_write(stream_, request_, [this](const beast::error_code& error, std::size_t) {
            if (error == beast::error::timeout) return end(error);
            http::async_read_header(
                stream_, buffer_, header_,
                [this](const beast::error_code& unread, std::size_t) { unread ? end(unread) : choose(); });
        });
        io_.run();
        if (failed_) return tl::unexpected(failure_of(failed_));
        return std::move(answer_);
    }

  private:
    // What breaks off in the middle was an answer all the same.
    void end(const beast::error_code& error) {
        if (!events_) failed_ = error;
        io_.stop();
    }

    // A pipe whose reader has gone is noticed at once, not at the next line.
    void watch_output() {
        auto output = os::open_output(1);
        if (!output || output->kind != os::OutputKind::reopened) return;
        output_.emplace(io_, std::move(output->fd));
        output_->wait(WatchedFd::Wait::wait_error, [this] {
            if (!os::reader_is_gone(output_->fd())) return;
            listening_.reader_left();
            io_.stop();
        });
    }

    void choose() {
        answer_.status = header_.get().result_int();
        if (header_.get().result() != http::status::ok) {
            refused_.emplace(std::move(header_));
            http::async_read(stream_, buffer_, *refused_,
                             [this](const beast::error_code& error, std::size_t) {
                                 answer_.body = refused_->get().body();
                                 end(error);
                             });
            return;
        }
        events_.emplace(std::move(header_));
        stream_.expires_never();
        read_part();
    }

    void read_part() {
        auto& body = events_->get().body();
        body.data = part_.data();
        body.size = part_.size();
        http::async_read_some(stream_, buffer_, *events_, [this](beast::error_code error, std::size_t) {
            if (error == http::error::need_buffer) error = {};
            const auto count = part_.size() - events_->get().body().size;
            const bool enough = count > 0 && !listening_.met(std::string_view(part_).substr(0, count));
            if (enough || error || events_->is_done()) return end(enough ? beast::error_code{} : error);
            read_part();
        });
    }

    asio::io_context io_{1};
    beast::basic_stream<Protocol> stream_;
    http::request<http::string_body> request_;
    const Listening& listening_;
    std::optional<WatchedFd> output_;
    beast::flat_buffer buffer_;
    http::response_parser<http::empty_body> header_;
    std::optional<http::response_parser<http::string_body>> refused_;
    std::optional<http::response_parser<http::buffer_body>> events_;
    std::string part_;
    control::Answer answer_;
    beast::error_code failed_;
};

} // namespace

tl::expected<control::Answer, AskFailure> listen_to(const std::string& socket, const std::string& target,
                                                    core::Duration patience, const Listening& listening) {
    auto connection = os::connect_to(socket);
    if (!connection) return tl::unexpected(AskFailure::nobody_there);
    return Listener(std::move(*connection), message_of({"GET", target, {}}), patience, listening).run();
}

} // namespace ganger::engine
