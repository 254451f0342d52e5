// The ledgers of an app's dead runs, before it starts: read, and taken away when they are of no more use.
#pragma once

#include <ganger/core/ledger.hpp>
#include <ganger/core/runtime_place.hpp>
#include <ganger/os/runtime_folder.hpp>

#include <string>
#include <vector>

namespace ganger::engine {

class FoundLedgers {
  public:
    // What is no ledger is set aside.
    FoundLedgers(const std::string& app_id, const std::vector<core::RuntimePlace>& places);

    const std::vector<core::KnownSession>& sessions() const { return sessions_; }
    const std::vector<std::string>& spoilt() const { return spoilt_; }

    // Nothing is left of what they tell.
    void remove();

  private:
    void read(os::RuntimeFolder folder);

    std::string app_id_;
    std::string name_;
    std::vector<core::KnownSession> sessions_;
    std::vector<std::string> spoilt_;
    std::vector<os::RuntimeFolder> dead_; // where such a one lies
};

} // namespace ganger::engine
