// What can fail returns Result<T>; exceptions are for bugs. The one place that names tl::expected.
#pragma once

#include <tl/expected.hpp>

#include <string>

namespace ganger {

// `message` reads "cannot X: reason", lower case, no full stop; `hint` says what to do, where that is known.
struct Error {
    std::string message;
    std::string hint;
};

template <class T>
using Result = tl::expected<T, Error>;

inline auto failure(std::string message, std::string hint = {}) {
    return tl::unexpected(Error{std::move(message), std::move(hint)});
}

} // namespace ganger
