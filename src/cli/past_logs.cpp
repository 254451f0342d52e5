#include "past_logs.hpp"

#include <ganger/control/file_line.hpp>
#include <ganger/os/line_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganger::cli {

namespace {

std::string name_of(const core::LogRecord& record) {
    if (record.type == core::own_type) return record.type;
    return fmt::format("{}.{}", record.type, record.instance);
}

bool has_time(const core::LogRecord& record) {
    return record.time != core::Wall{};
}

} // namespace

PastLogs::PastLogs(std::string path, core::LogQuery query)
    : path_(std::move(path)), query_(std::move(query)) {}
PastLogs::PastLogs(PastLogs&&) noexcept = default;
PastLogs::~PastLogs() = default;

Result<std::optional<PastLogs>> PastLogs::find(const std::string& path, core::LogQuery query) {
    PastLogs past(path, std::move(query));
    for (unsigned number = 0;; ++number) {
        const auto goes_on = past.add_older(number);
        if (!goes_on) return tl::unexpected(goes_on.error());
        if (!*goes_on) break;
    }
    if (past.files_.empty()) return std::nullopt;
    return past;
}

// False: no older lines are wanted, or there are none.
Result<bool> PastLogs::add_older(unsigned number) {
    auto file = os::LineFile::open(number == 0 ? path_ : fmt::format("{}.{}", path_, number));
    if (!file) return tl::unexpected(file.error());
    if (!*file) return number == 0; // it has just become the next one
    files_.push_back(std::move(**file));
    return skip_back(files_.back());
}

// False: what is wanted begins here.
bool PastLogs::skip_back(os::LineFile& file) {
    if (query_.lines && found_ >= *query_.lines) return false;
    while (const auto line = file.previous()) {
        const auto record = control::read_file_line(*line);
        if (!record) {
            ++foreign_;
            continue;
        }
        any_is_ours_ = true;
        if (query_.since && has_time(*record) && record->time < *query_.since) {
            file.next();
            return false;
        }
        if (!is_wanted(*record)) continue;
        names_.insert(name_of(*record));
        if (++found_ == query_.lines) return false;
    }
    return true;
}

bool PastLogs::is_wanted(const core::LogRecord& record) const {
    const auto& names = query_.names;
    return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
               return name == record.type || name == name_of(record);
           });
}

void PastLogs::read(const std::function<bool(control::LogEvent)>& met) {
    std::set<std::string> cut; // whose line before was
    for (auto file = files_.rbegin(); file != files_.rend(); ++file)
        while (const auto line = file->next()) {
            auto record = control::read_file_line(*line);
            if (!record || !is_wanted(*record)) continue;
            if (cut.erase(name_of(*record)) > 0) control::read_as_last_part(*record);
            if (record->cut) cut.insert(name_of(*record));
            if (!met(std::move(*record))) return;
        }
}

} // namespace ganger::cli
