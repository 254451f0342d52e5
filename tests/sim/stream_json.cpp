#include "stream_json.hpp"

#include "stream_world.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace ganger::sim {

using namespace core;

namespace {

class Record {
  public:
    explicit Record(std::string_view text) : rest_(text) {}

    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }

    std::string until(char end) {
        const auto at = std::min(rest_.find(end), rest_.size());
        std::string text(rest_.substr(0, at));
        rest_.remove_prefix(at);
        return text;
    }

    std::string string() {
        std::string text;
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() != '\\') {
                text += rest_.front();
                rest_.remove_prefix(1);
            } else if (take("\\u")) {
                text += static_cast<char>(std::strtoul(std::string(rest_.substr(0, 4)).c_str(), nullptr, 16));
                rest_.remove_prefix(4);
            } else {
                text += take("\\r") ? '\r' : take("\\t") ? '\t' : take("\\\"") ? '"' : '?';
            }
        }
        return text;
    }

    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

} // namespace

std::string plain_of(std::string_view record, const LineFormat& format, std::string& complaint) {
    Record rest(record);
    bool good = rest.take("{\"ts\":\"");
    rest.until('"');
    good = good && rest.take("\",");
    const bool own = rest.take("\"level\":\"");
    if (own) {
        rest.until('"');
        good = good && rest.take("\",");
    }
    good = good && rest.take("\"msg\":\"");
    std::string text = rest.string();
    good = good && rest.take("\",\"ganger\":{\"type\":\"");
    std::string name = rest.until('"');
    if (own) {
        good = good && rest.take("\",\"event\":\"");
        rest.until('"');
        good = good && rest.take("\"");
    } else {
        good = good && rest.take("\",\"instance\":");
        name += '.' + std::string(rest.until(rest.at_end() ? ' ' : '}'));
        if (const auto flags = name.find(','); flags != name.npos) {
            const std::string said = name.substr(flags);
            name.resize(flags);
            for (const Stream stream : {Stream::out, Stream::err})
                if (said.starts_with(fmt::format(",\"stream\":\"{}\"", stream_text(stream))))
                    name = name_of(name, stream);
            if (said.find("continued") != said.npos) text.insert(0, continued_mark);
            if (said.find("cut") != said.npos) text += cut_mark;
        }
    }
    good = good && rest.take("}}") && rest.at_end();
    if (!good && complaint.empty()) complaint = fmt::format("no record: {}", record);
    return prefix_of(format, name) + text;
}

} // namespace ganger::sim
