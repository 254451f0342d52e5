#include "json_line.hpp"
#include "line_writer.hpp"
#include "output_buffer.hpp"
#include "palette.hpp"

#include <ganger/core/log_history.hpp>
#include <ganger/core/log_text.hpp>

#include <fmt/format.h>

#include <map>
#include <tuple>
#include <utility>

namespace ganger::core {

namespace {

constexpr std::size_t buffered = std::size_t{256} << 10;

} // namespace

struct LogText::Impl {
    Impl(const LineFormat& given, std::vector<std::string> all_types)
        : format(settled(given)), types(std::move(all_types)), buffer(buffered),
          writer(buffer, part_size, format) {}

    Line& line_of(const LogLine& record);
    void write(Line& line, std::string_view bytes);

    LineFormat format;
    std::vector<std::string> types;
    OutputBuffer buffer;
    LineWriter writer;
    std::map<std::tuple<std::string, std::uint32_t, Stream>, Line> lines; // of type and instance
    Line* latest = nullptr;
    std::string_view latest_type;
    std::uint32_t latest_instance = 0;
    Stream latest_stream = Stream::both;
    std::string text; // with its newline
    std::string out;
};

Line& LogText::Impl::line_of(const LogLine& record) {
    if (latest != nullptr && latest_type == record.type && latest_instance == record.instance &&
        latest_stream == record.stream)
        return *latest;
    const auto [place, is_new] =
        lines.try_emplace({std::string(record.type), record.instance, record.stream});
    latest = &place->second;
    latest_type = std::get<0>(place->first);
    latest_instance = record.instance;
    latest_stream = record.stream;
    if (!is_new) return *latest;
    const bool own = record.type == own_type;
    const auto name = own ? std::string(own_type) : fmt::format("{}.{}", record.type, record.instance);
    writer.name(*latest, name, own ? own_color : color_of(latest_type, types), record.stream);
    if (own) latest->piece = Piece::own;
    return *latest;
}

void LogText::Impl::write(Line& line, std::string_view bytes) {
    while (!bytes.empty()) {
        bytes.remove_prefix(writer.write(line, bytes, buffered / 2));
        out += buffer.pending();
        buffer.take(buffer.size());
    }
}

LogText::LogText(const LineFormat& format, std::vector<std::string> types, TerminalSize size)
    : impl_(std::make_unique<Impl>(format, std::move(types))) {
    impl_->writer.resize(size);
}
LogText::~LogText() = default;

std::string_view LogText::text(const LogLine& record, std::chrono::seconds utc_offset) {
    Impl& self = *impl_;
    self.out.clear();
    const bool own = record.type == own_type;
    if (own && self.format.log_format == LogFormat::raw) return {};
    Line& line = self.line_of(record);
    line.now = {record.time, utc_offset};
    if (own && self.format.log_format == LogFormat::json) {
        self.write(line, own_record(record.level, record.topic, record.text, line.now));
        return self.out;
    }
    // Parts of a long line may have been lost.
    if (!record.continued && line.begun()) self.writer.seal(line);
    if (record.continued && !line.begun()) line.continued = true;
    self.text = record.text;
    if (!record.cut) self.text += '\n';
    self.write(line, self.text);
    return self.out;
}

} // namespace ganger::core
