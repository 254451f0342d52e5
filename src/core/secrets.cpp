#include "text_scan.hpp"

#include <ganger/core/secrets.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace ganger::core {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view mask = "***";

constexpr std::array secret_words{
    std::string_view{"AUTHORIZATION"}, std::string_view{"COOKIE"}, std::string_view{"CRED"},
    std::string_view{"CREDENTIAL"},    std::string_view{"DSN"},    std::string_view{"JWT"},
    std::string_view{"KEY"},           std::string_view{"PASS"},   std::string_view{"PASSPHRASE"},
    std::string_view{"PRIVATE"},       std::string_view{"PWD"},    std::string_view{"SALT"},
    std::string_view{"SIGNATURE"},     std::string_view{"WEBHOOK"}};
// Also as the end of a longer word: PGPASSWORD.
constexpr std::array secret_ends{std::string_view{"APIKEY"}, std::string_view{"PASSWD"},
                                 std::string_view{"PASSWORD"}, std::string_view{"SECRET"},
                                 std::string_view{"TOKEN"}};

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
constexpr bool ends_token(char c) {
    return is_blank(c) || c == '\n' || c == '\r' || c == '"' || c == '\'' || c == '<' || c == '>';
}
constexpr bool ends_pair(char c) {
    return ends_token(c) || c == '&' || c == ';';
}
constexpr bool is_name(char c) {
    return is_word(c) || c == '.' || c == '-';
}

bool is_secret_word(std::string word) {
    while (!word.empty() && is_digit(word.back())) word.pop_back();
    if (word.size() > 1 && word.back() == 'S' && !word.ends_with("SS")) word.pop_back();
    return std::find(secret_words.begin(), secret_words.end(), word) != secret_words.end() ||
           std::any_of(secret_ends.begin(), secret_ends.end(),
                       [&](std::string_view end) { return word.ends_with(end); });
}

struct Part {
    std::size_t begin = npos;
    std::size_t end = npos;
};

bool is_port(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// In a word without white space whose last "@" is at `last`, behind "scheme://".
Part password_in(std::string_view word, std::size_t begin, std::size_t last, std::string_view scheme) {
    const auto authority = word.substr(begin, word.find_first_of("/?#", begin) - begin);
    const auto colon = authority.find(':');
    auto at = authority.rfind('@');
    // A password with an unencoded "/" in it, rather than a host with a port.
    if (at == npos && colon != npos && !is_port(authority.substr(colon + 1))) at = last - begin;
    if (at == npos) return {};
    if (colon != npos && colon < at) return {begin + colon + 1, begin + at};
    // A user alone is a token as often as not: https://TOKEN@github.com.
    return scheme.starts_with("http") ? Part{begin, begin + at} : Part{};
}

std::string_view scheme_before(std::string_view text, std::size_t at) {
    auto begin = at;
    while (begin > 0 && (is_name(text[begin - 1]) || text[begin - 1] == '+')) --begin;
    return text.substr(begin, at - begin);
}

std::string without_passwords_in(std::string_view word) {
    const auto last = word.rfind('@');
    if (last == npos) return std::string{word};
    constexpr std::string_view mark = "://";
    std::string shown;
    std::size_t done = 0;
    for (auto at = word.find(mark); at < last; at = word.find(mark, at + 1)) {
        if (at < done) continue;
        const auto [begin, end] = password_in(word, at + mark.size(), last, scheme_before(word, at));
        if (begin == npos || begin == end) continue;
        shown += word.substr(done, begin - done);
        shown += mask;
        done = end;
    }
    shown += word.substr(done);
    return shown;
}

std::string without_passwords(std::string_view value) {
    std::string shown;
    for (std::size_t begin = 0; begin < value.size();) {
        auto end = begin;
        while (end < value.size() && !ends_token(value[end])) ++end;
        shown += without_passwords_in(value.substr(begin, end - begin));
        if (end < value.size()) shown += value[end];
        begin = end + 1;
    }
    return shown;
}

std::size_t end_of_pair(std::string_view value, std::size_t begin) {
    const char first = begin < value.size() ? value[begin] : '\0';
    if (first == '"' || first == '\'') return std::min(value.find(first, begin + 1), value.size());
    auto end = begin;
    while (end < value.size() && !ends_pair(value[end])) ++end;
    return end;
}

// ?token=…&, password=…; in a connection string, -Dkey.password=… among options.
std::string without_secret_pairs(std::string_view value) {
    std::string shown;
    std::size_t done = 0;
    for (auto equals = value.find('='); equals != npos; equals = value.find('=', equals + 1)) {
        if (equals < done) continue;
        auto begin = equals;
        while (begin > done && is_name(value[begin - 1])) --begin;
        if (!names_a_secret(value.substr(begin, equals - begin))) continue;
        const auto end = end_of_pair(value, equals + 1);
        if (end == equals + 1) continue;
        shown += value.substr(done, equals + 1 - done);
        shown += mask;
        done = end;
    }
    shown += value.substr(done);
    return shown;
}

} // namespace

bool names_a_secret(std::string_view name) {
    if (name == "PWD") return false; // a folder; DB_PWD is none
    std::string word;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const char c = name[at];
        const bool hump = is_upper(c) && at > 0 && is_lower(name[at - 1]); // apiKey
        if ((hump || !(is_letter(c) || is_digit(c))) && is_secret_word(std::exchange(word, {}))) return true;
        if (is_letter(c) || is_digit(c)) word += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return is_secret_word(word) || word == "AUTH"; // REDIS_AUTH, but SSH_AUTH_SOCK is a socket
}

std::string without_secrets(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    if (names_a_secret(name) || value.find("PRIVATE KEY-----") != npos) return std::string{mask};
    return without_secret_pairs(without_passwords(value));
}

} // namespace ganger::core
