// A line of the measurement: "ID NUMBER xxxx…\n". Whoever reads it can tell whether it is whole and in its
// place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace logs {

inline constexpr std::size_t id_digits = 3;
inline constexpr std::size_t number_digits = 10;
inline constexpr std::size_t head = id_digits + 1 + number_digits + 1;

inline void put_number(char* at, std::size_t digits, std::uint64_t number) {
    for (std::size_t i = digits; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

inline bool next_number(char* at, std::size_t digits) {
    for (std::size_t i = digits; i-- > 0;) {
        if (++at[i] <= '9') return true;
        at[i] = '0';
    }
    return false;
}

inline std::string line(unsigned id, std::uint64_t number, std::size_t length) {
    std::string text(length < head + 1 ? head + 1 : length, 'x');
    put_number(text.data(), id_digits, id);
    text[id_digits] = ' ';
    put_number(text.data() + id_digits + 1, number_digits, number);
    text[head - 1] = ' ';
    text.back() = '\n';
    return text;
}

} // namespace logs
