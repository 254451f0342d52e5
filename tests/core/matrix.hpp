// The state × event matrix of the process machine as Markdown, made by asking the machine.
#pragma once

#include <string>

namespace ganger::core::process {

std::string matrix();

// `text` with what stands between the two marks replaced.
std::string with_matrix(const std::string& text, const std::string& matrix);

} // namespace ganger::core::process
