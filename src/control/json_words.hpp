// Words in documents.
#pragma once

#include <ganger/core/text.hpp>

#include <boost/json/array.hpp>

#include <string>
#include <vector>

namespace ganger::control {

inline boost::json::array array_of(const std::vector<std::string>& words) {
    boost::json::array array;
    for (const auto& word : words) array.push_back(boost::json::value(core::valid_utf8(word)));
    return array;
}

} // namespace ganger::control
