// Thousands of random files, the same in every run: the readers keep their promises for each.
#include "../support/one_of.hpp"
#include "reader_promises.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace ganger::core {
namespace {

using namespace std::string_view_literals;

// What the grammars are made of, so that chance soon puts together what matters.
constexpr std::array pieces{
    "web"sv,       ":"sv,    " "sv,         "\n"sv,       "\n"sv,   "\r\n"sv,    "\\"sv,     "\\\n"sv,
    "#"sv,         " #"sv,   "A"sv,         "="sv,        "="sv,    "\""sv,      "'"sv,      "$"sv,
    "${"sv,        "}"sv,    ":-"sv,        ":?"sv,       ":+"sv,   "export "sv, "\t"sv,     "\v"sv,
    "\f"sv,        "\r"sv,   "."sv,         "-"sv,        "//"sv,   "b.1"sv,     "A=$A$A"sv, "<<<<<<< x"sv,
    "=======\n"sv, "\0"sv,   "é"sv,         "\xF1"sv,     "a: b"sv, "${A:-"sv,   "\x1b["sv,  "$AA"sv,
    "A=\""sv,      "\n\n"sv, "worker: x"sv, "\xC2\x9B"sv,
};

constexpr std::array beginnings{""sv,         ""sv,        ""sv, ""sv, ""sv, ""sv, "\xEF\xBB\xBF"sv,
                                "\xFF\xFE"sv, "\xFE\xFF"sv};

constexpr std::array pieces_of_ledgers{"launched 1 700 2 3 web.1\n"sv,
                                       "launched 2 701 2 3 web.2\n"sv,
                                       "gone 1\n"sv,
                                       "gone 2\n"sv,
                                       "gone 9\n"sv,
                                       "launched"sv,
                                       " "sv,
                                       "1"sv,
                                       "18446744073709551616"sv,
                                       "\n"sv,
                                       "\0"sv,
                                       "gone "sv,
                                       "-1"sv};

class RandomFile {
  public:
    explicit RandomFile(unsigned seed) : random_{seed} {}

    std::string of_pieces() {
        std::string file{any_of(beginnings)};
        for (auto left = below(60); left > 0; --left) file += any_of(pieces);
        return file;
    }

    std::string of_a_ledger() {
        std::string file{"ganger-ledger-1 boot 1 2 run\n"};
        for (auto left = below(20); left > 0; --left) file += any_of(pieces_of_ledgers);
        return file;
    }

    std::string of_bytes() {
        std::string file{any_of(beginnings)};
        for (auto left = below(200); left > 0; --left) file += static_cast<char>(below(256));
        return file;
    }

  private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    template <class Choices>
    std::string_view any_of(const Choices& choices) {
        return choices[below(choices.size())];
    }

    std::mt19937 random_;
};

TEST(Readers, KeepTheirPromisesForRandomFiles) {
    for (unsigned seed = 0; seed < 30000; seed += test::one_of) {
        RandomFile random{seed};
        for (const auto& file : {random.of_pieces(), random.of_a_ledger(), random.of_bytes()}) {
            ASSERT_EQ(broken_promise(file), "") << "seed " << seed << ": " << testing::PrintToString(file);
        }
    }
}

} // namespace
} // namespace ganger::core
