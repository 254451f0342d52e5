#include <ganger/core/topic.hpp>

namespace ganger::core {

std::string_view topic_text(Topic topic) {
    switch (topic) {
    case Topic::notice:
        return "notice";
    case Topic::profile:
        return "profile";
    case Topic::diagnostic:
        return "diagnostic";
    case Topic::started:
        return "started";
    case Topic::ended:
        return "ended";
    case Topic::restarting:
        return "restarting";
    case Topic::asked:
        return "asked";
    case Topic::given_up:
        return "given-up";
    case Topic::stopping:
        return "stopping";
    case Topic::waiting:
        return "waiting";
    case Topic::killing:
        return "killing";
    case Topic::left_behind:
        return "left-behind";
    case Topic::stuck:
        return "stuck";
    case Topic::idle:
        return "idle";
    case Topic::dropped:
        return "dropped";
    case Topic::exit:
        return "exit";
    }
    return "notice";
}

Topic topic_named(std::string_view text) {
    for (unsigned number = 0; number <= static_cast<unsigned>(Topic::exit); ++number)
        if (topic_text(static_cast<Topic>(number)) == text) return static_cast<Topic>(number);
    return Topic::notice;
}

} // namespace ganger::core
