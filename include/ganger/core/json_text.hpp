// Bytes as the inside of a JSON string, on the path of every line. Bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace ganger::core {

void append_json_text(std::string& out, std::string_view text);

// ASCII, and nothing in it is to be escaped.
bool goes_as_it_is(std::string_view text);

// The same for what is within JSON already.
void append_json_utf8(std::string& out, std::string_view text);

bool is_ascii(std::string_view text);

} // namespace ganger::core
