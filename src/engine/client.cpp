#include <ganger/engine/client.hpp>
#include <ganger/os/unix_socket.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>

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

} // namespace

tl::expected<control::Answer, AskFailure> ask(const std::string& socket, const control::Request& request,
                                              core::Duration patience) {
    auto connection = os::connect_to(socket);
    if (!connection) return tl::unexpected(AskFailure::nobody_there);
    asio::io_context io{1};
    beast::basic_stream<Protocol> stream(io);
    stream.socket().assign(Protocol(), connection->release());
    stream.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(patience));

    http::request<http::string_body> sent(http::string_to_verb(request.method), request.target, 11);
    sent.set(http::field::host, "ganger");
    sent.keep_alive(false);
    sent.body() = request.body;
    sent.prepare_payload();
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

} // namespace ganger::engine
