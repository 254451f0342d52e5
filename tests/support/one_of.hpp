// Builds with sanitizers are slow. Of what is only more of the same - seeds, sizes, hours - they try one of
// so many; the other builds try all.
#pragma once

namespace ganger::test {

inline constexpr unsigned one_of = GANGER_TESTS_ONE_OF;

} // namespace ganger::test
