// format_stream CASE: what the stream shows of the script in CASE/in, in the format of CASE/options.
//
// options: words - pretty plain json raw, time ms iso, no-prefix colors terminal quiet, hide=TYPE,
// max-line=N,
//          ahead=SECONDS (local time of UTC)
// in:      web.1 TEXT       an instance writes; types are web and worker
//          ganger TEXT      ganger says a line; error TEXT: one that is an error
//          @after N         so many milliseconds pass
//          @end web.1       its output ends
// What goes aside is printed behind an empty line and @aside.
// In text and in what is printed \e \r \n \t \\ and \xHH stand for bytes; a newline printed is one.
#include <ganger/core/router.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

namespace {

using namespace ganger::core;

std::string unescaped(std::string_view text) {
    static const std::map<char, char> simple = {
        {'e', '\x1b'}, {'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'\\', '\\'}};
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes += text[i];
        } else if (text[++i] == 'x') {
            bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            bytes += simple.at(text[i]);
        }
    }
    return bytes;
}

std::string escaped(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto n = static_cast<unsigned char>(c);
        if (c == '\x1b')
            text += "\\e";
        else if (c == '\r')
            text += "\\r";
        else if (c == '\t')
            text += "\\t";
        else if (c != '\n' && (n < 0x20 || n > 0x7e))
            text += fmt::format("\\x{:02x}", n);
        else
            text += c;
    }
    return text;
}

struct Case {
    RouterOptions options;
    std::chrono::seconds ahead{};
};

Case read_options(std::istream& in) {
    Case read;
    LineFormat& format = read.options.format;
    format.name_width = 8;
    read.options.types = {"web", "worker"};
    for (std::string word; in >> word;) {
        const std::string value = word.substr(std::min(word.size(), word.find('=') + 1));
        if (word == "pretty") format.log_format = LogFormat::pretty;
        if (word == "json") format.log_format = LogFormat::json;
        if (word == "raw") format.log_format = LogFormat::raw;
        if (word == "time") format.timestamps = Timestamps::time;
        if (word == "ms") format.timestamps = Timestamps::ms;
        if (word == "iso") format.timestamps = Timestamps::iso;
        if (word == "no-prefix") format.names = false;
        if (word == "colors") format.colors = true;
        if (word == "terminal") format.terminal = true;
        if (word == "quiet") read.options.quiet = true;
        if (word.starts_with("hide=")) read.options.hidden.push_back(value);
        if (word.starts_with("max-line=")) read.options.max_line = std::stoul(value);
        if (word.starts_with("ahead=")) read.ahead = std::chrono::seconds(std::stol(value));
    }
    return read;
}

class Player {
  public:
    explicit Player(const Case& options) : router_(options.options), ahead_(options.ahead) {}

    void play(std::istream& in) {
        for (std::string line; std::getline(in, line);) {
            const auto space = std::min(line.find(' '), line.size());
            step(line.substr(0, space), line.substr(std::min(space + 1, line.size())));
        }
        for (const auto& [name, source] : sources_) tell(SourceClosed{source});
        tell(FinishRequested{});
    }

    std::string out;
    std::string aside;

  private:
    void step(const std::string& who, const std::string& text) {
        if (who == "ganger" || who == "error") {
            tell(Told{who == "error" ? Level::error : Level::info, unescaped(text), {}});
        } else if (who == "@after") {
            time_ += std::chrono::milliseconds(std::stol(text));
            tell(StreamTick{});
        } else if (who == "@end") {
            tell(SourceClosed{sources_.at(text)});
        } else {
            write(who, unescaped(text));
        }
    }

    void write(const std::string& name, const std::string& bytes) {
        const auto slash = std::min(name.find('/'), name.size());
        const Stream stream = stream_named(std::string_view(name).substr(std::min(slash + 1, name.size())));
        const auto [place, opened] =
            sources_.try_emplace(name, source_of(LaunchId{sources_.size() + 1}, stream));
        const SourceId source = place->second;
        if (opened) tell(SourceOpened{source, name.substr(0, slash), name.substr(0, name.find('.'))});
        std::size_t count = 0;
        for (std::span<char> piece : router_.room(source, bytes.size()))
            count += std::string_view(bytes).substr(count).copy(piece.data(), piece.size());
        tell(BytesRead{source, count});
    }

    void tell(const StreamEvent& event) {
        const Wall begin(std::chrono::seconds(1800000000)); // 2027-01-15 08:00:00 UTC
        router_.handle(event, {Monotonic(time_), begin + time_, ahead_});
        for (std::string_view shown = router_.output(); !shown.empty(); shown = router_.output()) {
            out += shown;
            router_.handle(SinkTook{shown.size()}, {Monotonic(time_), begin + time_, ahead_});
        }
        const std::string_view said = router_.output(SinkId::aside);
        aside += said;
        if (!said.empty())
            router_.handle(SinkTook{said.size(), SinkId::aside}, {Monotonic(time_), begin + time_, ahead_});
    }

    Router router_;
    std::chrono::seconds ahead_;
    Duration time_{};
    std::map<std::string, SourceId> sources_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: format_stream CASE\n";
        return 2;
    }
    const std::string folder = argv[1];
    std::ifstream options(folder + "/options");
    std::ifstream in(folder + "/in");
    if (!options || !in) {
        std::cerr << "cannot read the case '" << folder << "'\n";
        return 2;
    }
    Player player(read_options(options));
    player.play(in);
    std::cout << escaped(player.out);
    if (!player.aside.empty()) std::cout << "\n@aside\n" << escaped(player.aside);
}
