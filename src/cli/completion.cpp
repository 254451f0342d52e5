#include "completion.hpp"

#include <algorithm>

namespace ganger::cli {

namespace {

// Reads what was typed before the word that is to be completed, then completes that one.
class Completer {
  public:
    explicit Completer(const Outline& outline) : outline_{outline} {}
    void take(const std::string& word);
    Completion complete(const std::string& word) &&;

  private:
    void take_option(const std::string& word);
    void take_verb(const std::string& word);
    bool is_in_a_command() const;
    bool may_be_option(const std::string& word) const;
    void offer_option_value(const OptionOutline& option, const std::string& kept,
                            const std::string& fragment);
    void offer_value(const std::string& value, const std::string& kept, const std::string& fragment);
    void offer_options(const std::string& fragment);
    void offer_verbs(const std::string& fragment);
    void offer_argument(const std::string& fragment);
    void add(const std::string& word, const std::string& description);

    const Outline& outline_;
    const VerbOutline* verb_ = nullptr;
    const OptionOutline* open_ = nullptr; // its value comes next
    bool only_arguments_ = false;         // after --
    bool lost_ = false;                   // after a verb that is none
    Completion completion_;
};

// "CMD...", "TYPE [ARGS...]": all that follows the first is no affair of ours.
bool Completer::is_in_a_command() const {
    if (verb_ == nullptr || completion_.named.empty() || verb_->arguments.empty()) return false;
    const auto& last = verb_->arguments.back();
    return last.starts_with("CMD") || last.find("ARGS") != std::string::npos;
}

bool Completer::may_be_option(const std::string& word) const {
    return !only_arguments_ && !is_in_a_command() && word.starts_with('-');
}

void Completer::take_option(const std::string& word) {
    const auto [name, value] = split_option(word);
    const auto* option = find_option(outline_, verb_, name);
    if (option == nullptr || option->value.empty()) return;
    if (value)
        completion_.options.insert_or_assign(option->names.back(), *value);
    else
        open_ = option;
}

void Completer::take_verb(const std::string& word) {
    verb_ = find_verb(outline_, word);
    lost_ = verb_ == nullptr;
    completion_.verb = lost_ ? std::string() : verb_->name;
}

void Completer::take(const std::string& word) {
    if (open_ != nullptr) {
        completion_.options.insert_or_assign(open_->names.back(), word);
        open_ = nullptr;
    } else if (may_be_option(word)) {
        if (word == "--")
            only_arguments_ = true;
        else
            take_option(word);
    } else if (verb_ == nullptr) {
        take_verb(word);
    } else {
        completion_.named.push_back(word.substr(0, word.find('=')));
    }
}

void Completer::add(const std::string& word, const std::string& description) {
    if (word.starts_with(completion_.fragment))
        completion_.candidates.push_back({completion_.kept + word, description});
}

void Completer::offer_options(const std::string& fragment) {
    completion_.fragment = fragment;
    const auto add_all = [&](const std::vector<OptionOutline>& options) {
        for (const auto& option : options) add(option.names.back(), option.description);
    };
    if (verb_ != nullptr) add_all(verb_->options);
    add_all(outline_.options);
}

void Completer::offer_verbs(const std::string& fragment) {
    completion_.fragment = fragment;
    for (const auto& verb : outline_.verbs) add(verb.name, verb.description);
}

// `value` as it stands in the help: "FILE[,FILE...]", "auto|always|never", "TYPE=N[,TYPE=N...]".
void Completer::offer_value(const std::string& value, const std::string& kept, const std::string& fragment) {
    const auto comma = value.find(',') == std::string::npos ? std::string::npos : fragment.rfind(',');
    const auto head = comma == std::string::npos ? std::string() : fragment.substr(0, comma + 1);
    completion_.kept = kept + head;
    completion_.fragment = fragment.substr(head.size());
    for (std::size_t begin = 0; begin < head.size();) {
        const auto end = head.find(',', begin);
        const auto element = head.substr(begin, end - begin);
        completion_.named.push_back(element.substr(0, element.find('=')));
        begin = end + 1;
    }
    if (value.find('|') != std::string::npos) {
        for (std::size_t begin = 0; begin <= value.size();) {
            const auto end = std::min(value.find('|', begin), value.size());
            add(value.substr(begin, end - begin), "");
            begin = end + 1;
        }
    } else if (value.starts_with("FILE")) {
        completion_.offer = Offer::files;
    } else if (value.starts_with("DIR")) {
        completion_.offer = Offer::folders;
    } else if (value.starts_with("TYPE=")) {
        completion_.offer = Offer::types_with_count;
    } else if (value.starts_with("TYPE")) {
        completion_.offer = Offer::types;
    } else if (value.starts_with("CMD")) {
        completion_.offer = Offer::commands;
    } else if (value.starts_with("VERB")) {
        offer_verbs(fragment);
    }
}

void Completer::offer_option_value(const OptionOutline& option, const std::string& kept,
                                   const std::string& fragment) {
    completion_.named.clear();
    offer_value(option.value, kept, fragment);
}

void Completer::offer_argument(const std::string& fragment) {
    const auto& arguments = verb_->arguments;
    if (is_in_a_command()) {
        completion_.offer = Offer::files;
        completion_.fragment = fragment;
    } else if (!arguments.empty()) {
        const auto place = std::min(completion_.named.size(), arguments.size() - 1);
        offer_value(arguments[place], "", fragment);
    } else if (fragment.empty() && !verb_->options.empty()) {
        offer_options(fragment);
    }
}

Completion Completer::complete(const std::string& word) && {
    const auto attached = split_option(word);
    if (lost_) return std::move(completion_);
    if (open_ != nullptr) {
        offer_option_value(*open_, "", word);
    } else if (may_be_option(word) && word.starts_with("--") && attached.value) {
        if (const auto* option = find_option(outline_, verb_, attached.name))
            offer_option_value(*option, attached.name + "=", *attached.value);
    } else if (may_be_option(word)) {
        offer_options(word);
    } else if (verb_ == nullptr) {
        offer_verbs(word);
    } else {
        offer_argument(word);
    }
    return std::move(completion_);
}

} // namespace

Completion complete(const Outline& outline, const std::vector<std::string>& words) {
    Completer completer{outline};
    if (words.empty()) return std::move(completer).complete("");
    for (std::size_t i = 0; i + 1 < words.size(); ++i) completer.take(words[i]);
    return std::move(completer).complete(words.back());
}

} // namespace ganger::cli
