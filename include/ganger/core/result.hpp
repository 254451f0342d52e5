// What can fail returns Result<T>; exceptions are for bugs. The one place that names tl::expected.
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace ganger {

// In a user's file.
struct Place {
    std::string file;
    std::size_t line = 0; // from 1
    std::size_t column = 0;
};

// `message` reads "cannot X: reason", lower case, no full stop; `hint` says what to do, where that is known.
struct Error {
    std::string message;
    std::string hint;
    std::optional<Place> place{}; // what causes it, where that is in a file
};

template <class T>
using Result = tl::expected<T, Error>;

inline auto failure(std::string message, std::string hint = {}) {
    return tl::unexpected(Error{std::move(message), std::move(hint)});
}

} // namespace ganger
