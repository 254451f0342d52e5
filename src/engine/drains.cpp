#include "drains.hpp"

#include "file_target.hpp"
#include "journal_target.hpp"
#include "sink.hpp"

#include <utility>

namespace ganger::engine {

Drains::Drains(boost::asio::io_context& context, core::LogHistory& history, DrainOptions options,
               core::JournalApp app, const Drain::Say& say, const Drain::MadeRoom& made_room)
    : last_(context) {
    if (options.journal)
        all_.emplace_back(
            context, history,
            std::make_unique<JournalTarget>(context, std::move(options.journal), std::move(app)), say,
            made_room);
    if (options.file)
        all_.emplace_back(context, history, std::make_unique<FileTarget>(context, *options.file), say,
                          made_room);
}

void Drains::wake() {
    for (Drain& drain : all_) drain.wake();
}

void Drains::reopen() {
    for (Drain& drain : all_) drain.reopen();
}

void Drains::finish(core::Duration at_most, std::function<void()> then) {
    if (all_.empty()) return then();
    finished_ = std::move(then);
    unfinished_ = all_.size();
    last_.expires_after(at_most);
    last_.async_wait([this](const boost::system::error_code& error) {
        if (!error) end();
    });
    for (Drain& drain : all_)
        drain.finish([this] {
            if (--unfinished_ == 0) end();
        });
}

// The stream is over: whatever is said of it stands beside it.
void Drains::end() {
    if (!finished_) return;
    for (Drain& drain : all_)
        if (const auto lost = drain.give_up())
            say_aside("ganger: " + core::lost_at_the_end(lost, drain.name()) + "\n");
    std::exchange(finished_, {})();
}

} // namespace ganger::engine
