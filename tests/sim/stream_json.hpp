// Records of the format json, as the judge reads them.
#pragma once

#include <ganger/core/line_format.hpp>

#include <string>
#include <string_view>

namespace ganger::sim {

// "web.1  | [cont] text [cut]". Sets `complaint`, if it is empty, for what is no record.
std::string plain_of(std::string_view record, const core::LineFormat& format, std::string& complaint);

} // namespace ganger::sim
