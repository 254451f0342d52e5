// Words that are no verb of this version: other tools' verbs, and ganger's own that are to come. Each is
// answered with ganger's word and what to do today; nothing is ever done in its place.
#pragma once

#include <ganger/core/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganger::cli {

// `verbs`: those of this version.
Error unknown_verb(std::string_view word, const std::vector<std::string>& verbs);

} // namespace ganger::cli
