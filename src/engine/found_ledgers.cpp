#include "found_ledgers.hpp"

#include <ganger/core/run_name.hpp>
#include <ganger/os/ledger_file.hpp>
#include <ganger/os/own_file.hpp>
#include <ganger/os/procfs.hpp>

#include <iterator>
#include <utility>

namespace ganger::engine {

FoundLedgers::FoundLedgers(const std::string& app_id, const std::vector<core::RuntimePlace>& places)
    : app_id_(app_id), name_(core::ledger_name(app_id)) {
    for (const auto& place : places)
        if (auto folder = os::find_runtime_folder(place)) read(std::move(*folder));
}

void FoundLedgers::read(os::RuntimeFolder folder) {
    const auto found = os::find_ledger(folder, name_);
    if (!found) return;
    const auto reading = found->content ? core::read_ledger(*found->content) : core::LedgerReading{};
    if (!reading.makes_sense) {
        os::set_aside(folder, name_);
        spoilt_.push_back(folder.path + "/" + name_);
    }
    const auto kernel = os::kernel_facts();
    if (!reading.ledger || !kernel) return;
    const auto run = core::parse_run(reading.ledger->run().run);
    const core::LedgerFacts facts{
        app_id_,       kernel->boot, kernel->pid_namespace,
        kernel->forks, kernel->pids, run && os::is_running(static_cast<pid_t>(run->pid), run->start_time)};
    auto sessions = core::known_sessions(*reading.ledger, facts);
    std::move(sessions.begin(), sessions.end(), std::back_inserter(sessions_));
    if (reading.makes_sense && core::is_of_no_more_use(*reading.ledger, facts))
        dead_.push_back(std::move(folder));
}

void FoundLedgers::remove() {
    for (const auto& folder : dead_) os::remove_from(folder, name_);
    dead_.clear();
}

} // namespace ganger::engine
