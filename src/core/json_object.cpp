#include "json_object.hpp"

#include "text_scan.hpp"

#include <charconv>
#include <string>

namespace ganger::core {

namespace {

constexpr int deepest = 100;
constexpr std::string_view white_space = " \t\r\n";
constexpr std::string_view ours = "ganger";

class Scan {
  public:
    explicit Scan(std::string_view text) : text_(text) {}

    // Of the value at the beginning.
    bool object(int depth) {
        if (depth > deepest || !take('{')) return false;
        if (take_after_space('}')) return true;
        do {
            skip_space();
            const std::size_t begin = at_;
            if (!key(depth) || !take_after_space(':')) return false;
            const bool level = depth == 0 && is_level(text_.substr(begin, at_ - begin));
            skip_space();
            const std::size_t value_begin = at_;
            if (!value(depth)) return false;
            if (level) level_ = text_.substr(value_begin, at_ - value_begin);
            ++members_;
        } while (take_after_space(','));
        return take_after_space('}');
    }

    std::size_t at() const { return at_; }
    bool has_ours() const { return has_ours_; }
    bool empty() const { return members_ == 0; }
    std::string_view level() const { return level_; }

  private:
    char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool take(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    void skip_space() { at_ = skip(text_, at_, white_space); }

    bool take_after_space(char c) {
        skip_space();
        return take(c);
    }

    bool key(int depth) {
        const std::size_t begin = at_;
        if (!string()) return false;
        if (depth == 0 && is_ours(text_.substr(begin + 1, at_ - begin - 2))) has_ours_ = true;
        return true;
    }

    static bool is_level(std::string_view key_and_colon) {
        return key_and_colon.starts_with("\"level\"") || key_and_colon.starts_with("\"severity\"");
    }

    // However it is written: "gang\u0065r".
    static bool is_ours(std::string_view key) {
        std::string plain;
        while (!key.empty() && plain.size() <= ours.size()) {
            if (key.size() >= 6 && key.starts_with("\\u00")) {
                const int high = key[4] - '0';
                const int low = is_digit(key[5]) ? key[5] - '0' : (key[5] | 0x20) - 'a' + 10;
                plain += static_cast<char>(high * 16 + low);
                key.remove_prefix(6);
            } else {
                plain += key.front();
                key.remove_prefix(1);
            }
        }
        return plain == ours;
    }

    bool string() {
        if (!take('"')) return false;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == '"') return true;
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c == '\\' && !escape()) return false;
        }
        return false;
    }

    bool escape() {
        if (at_ >= text_.size()) return false;
        const char c = text_[at_++];
        if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
        const auto unit = code_unit();
        if (!unit || *unit < 0xd800 || *unit > 0xdfff) return unit.has_value();
        if (*unit > 0xdbff || !take("\\u")) return false;
        const auto second = code_unit();
        return second && *second >= 0xdc00 && *second <= 0xdfff;
    }

    std::optional<unsigned> code_unit() {
        const std::string_view digits = text_.substr(at_, 4);
        unsigned unit = 0;
        const auto* end = digits.data() + digits.size();
        if (digits.size() < 4 || std::from_chars(digits.data(), end, unit, 16).ptr != end) return {};
        at_ += 4;
        return unit;
    }

    bool digits() {
        const std::size_t begin = at_;
        while (is_digit(next())) ++at_;
        return at_ > begin;
    }

    bool number() {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (!take('e') && !take('E')) return true;
        if (!take('+')) take('-');
        return digits();
    }

    bool array(int depth) {
        if (depth > deepest || !take('[')) return false;
        if (take_after_space(']')) return true;
        do {
            if (!value(depth)) return false;
        } while (take_after_space(','));
        return take_after_space(']');
    }

    bool value(int depth) {
        skip_space();
        switch (next()) {
        case '{':
            return object(depth + 1);
        case '[':
            return array(depth + 1);
        case '"':
            return string();
        case 't':
            return take("true");
        case 'f':
            return take("false");
        case 'n':
            return take("null");
        default:
            return number();
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t members_ = 0;
    std::string_view level_;
    bool has_ours_ = false;
};

} // namespace

std::optional<JsonObject> json_object(std::string_view line) {
    const std::string_view text = trim_end(line.substr(skip(line, 0, white_space)), white_space);
    if (!text.starts_with('{') || !text.ends_with('}')) return {};
    Scan scan(text);
    if (!scan.object(0) || scan.at() != text.size() || scan.has_ours()) return {};
    return JsonObject{text, scan.empty(), scan.level()};
}

} // namespace ganger::core
