// Which values are not shown unless somebody asks for them: by the variable's name, and what of a value is a
// password in a URL. One rule for all that ganger prints.
#pragma once

#include <string>
#include <string_view>

namespace ganger::core {

// SECRET_KEY_BASE, DB_PASSWORD, PGPASSWORD, apiKey, spring.datasource.password; not KEYBOARD, PWD, TOKENIZER.
bool names_a_secret(std::string_view name);

// The value as it may be shown: "***", or with "***" for the secret parts of URLs and of name=value pairs. An
// empty value is no secret.
std::string without_secrets(std::string_view name, std::string_view value);

} // namespace ganger::core
