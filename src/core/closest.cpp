#include <ganger/core/text.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace ganger::core {
namespace {

// Nothing that is longer was typed by hand.
constexpr std::size_t longest_word = 64;

constexpr std::size_t allowed_errors(std::size_t length) {
    if (length < 2) return 0;
    if (length < 5) return 1;
    return length < 9 ? 2 : 3;
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Damerau–Levenshtein: characters inserted, left out, replaced, and neighbours exchanged. Case does not
// count.
std::size_t distance(std::string_view a, std::string_view b) {
    using Row = std::array<std::size_t, longest_word + 1>;
    Row before{}; // row i - 2
    Row last{};   // row i - 1
    Row row{};
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            const bool exchanged =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (exchanged) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
    }
    return last[b.size()];
}

} // namespace

std::string closest(std::string_view word, const std::vector<std::string>& known) {
    constexpr auto none = std::numeric_limits<std::size_t>::max();
    if (word.empty() || word.size() > longest_word) return {};
    const auto allowed = allowed_errors(word.size());
    std::string best;
    auto best_distance = none;
    for (const auto& candidate : known) {
        if (candidate.empty() || candidate.size() > longest_word) continue;
        auto found = distance(word, candidate);
        // An abbreviation lies further off than any typing error.
        if (found > allowed)
            found = word.size() > 2 && candidate.starts_with(word) ? longest_word + found : none;
        if (found < best_distance) {
            best_distance = found;
            best = candidate;
        }
    }
    return best;
}

} // namespace ganger::core
