#include "ledger_keeper.hpp"

#include <utility>
#include <variant>

namespace ganger::engine {

LedgerKeeper::LedgerKeeper(std::optional<os::RuntimeFolder> folder, const std::string& app_id,
                           std::string run) {
    auto facts = os::kernel_facts();
    if (!folder || !facts) return;
    ledger_.emplace(
        core::LedgerRun{std::move(run), std::move(facts->boot), facts->pid_namespace, facts->forks});
    auto file = os::LedgerFile::make(std::move(*folder), core::ledger_name(app_id), ledger_->text());
    if (file) file_.emplace(std::move(*file));
}

void LedgerKeeper::close() {
    if (file_ && !ledger_->launches().empty()) file_->stay();
    file_.reset();
}

void LedgerKeeper::launched(core::RecordedLaunch launch) {
    if (file_) append(ledger_->launched(std::move(launch)));
}

void LedgerKeeper::note(const std::vector<core::Event>& events) {
    if (!file_) return;
    std::string records;
    for (const auto& event : events)
        if (const auto* const gone = std::get_if<core::RemnantsGone>(&event))
            records += ledger_->gone(gone->launch);
    append(records);
}

void LedgerKeeper::append(std::string_view record) {
    if (record.empty()) return;
    file_->append(record);
    if (core::has_grown_too_large(file_->size())) file_->replace(ledger_->text());
}

} // namespace ganger::engine
