#include <ganger/core/app_identity.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace ganger::core {

namespace {

// FNV-1a, and the last step of MurmurHash3, since the lowest bits of FNV alone know little of the last bytes.
class Hash {
  public:
    void add(std::string_view bytes) {
        for (const char c : bytes) add(static_cast<unsigned char>(c));
        add(static_cast<unsigned char>(0)); // no path and no name holds one
    }
    std::uint64_t value() const {
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccdU;
        mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53U;
        return mixed ^ (mixed >> 33);
    }

  private:
    void add(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3U; }

    std::uint64_t state_ = 0xcbf29ce484222325U;
};

} // namespace

std::string app_id(const AppIdentity& identity) {
    Hash hash;
    hash.add(identity.root);
    hash.add(identity.procfile);
    hash.add(identity.name);
    constexpr int bits_of_twelve_digits = 48;
    return fmt::format("{:012x}", hash.value() >> (64 - bits_of_twelve_digits));
}

bool is_app_name(std::string_view name) {
    return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
        return c == '/' || static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    });
}

} // namespace ganger::core
