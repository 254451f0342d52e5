// The readers against libFuzzer: `meson setup -Dfuzz=true` with clang, then tests/fuzz/readers_fuzz
// -max_len=4096.
#include "../core/reader_promises.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto broken = ganger::core::broken_promise({reinterpret_cast<const char*>(data), size});
    if (broken.empty()) return 0;
    std::fprintf(stderr, "%s\n", broken.c_str());
    std::abort();
}
