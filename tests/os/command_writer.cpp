#include "command_writer.hpp"

namespace ganger::os {

core::EnvironmentValues CommandWriter::environment() {
    static const Pieces values{"one",      "two words",   "",      "",        " lead",  "*",      "a*b",
                               "[x]",      "back\\slash", "~",     "~/x",     "new\nl", "tab\tb", "'q'",
                               "\"d\"",    "$A",          "#h",    "a;b|c&d", "-n",     "x=y",    "mirror",
                               "\xc3\xa9", "5000",        "{a,b}", "!"};
    core::EnvironmentValues all;
    for (const char* const name : {"A", "B", "C", "LONG_NAME", "P0RT"}) {
        if (!one_in(5)) all.emplace(name, one_in(12) ? any_bytes() : one_of(values));
    }
    if (one_in(4)) all.emplace("OLDPWD", "/usr");
    if (one_in(4)) all.emplace("_", "/usr/bin/x");
    if (one_in(40)) all.emplace("IFS", "x");
    if (one_in(40)) all.emplace("OPTIND", "7");
    if (one_in(40)) all.emplace("PPID", "7");
    return all;
}

// Above ASCII, too: dash marks quoted characters in its memory with some of these.
std::string CommandWriter::any_bytes() {
    std::string bytes;
    for (unsigned count = 1 + below(4); count > 0; --count) bytes += static_cast<char>(1 + below(255));
    return bytes;
}

std::string CommandWriter::variable(int depth) {
    static const Pieces names{"A", "B", "C", "A", "B", "LONG_NAME", "P0RT", "NONE", "PWD", "HOME"};
    static const Pieces strange{"$$",     "$1",      "$",       "${",     "${A",   "${A:=x}",
                                "${A#o}", "${#A}",   "${A:+y}", "$(pwd)", "`pwd`", "$((1+1))",
                                "$PPID",  "$LINENO", "${A?}",   "$'x'"};
    if (one_in(14)) return one_of(strange);
    const std::string& name = one_of(names);
    if (one_in(2)) return "$" + name;
    std::string text = "${" + name;
    if (one_in(2)) {
        text += one_in(2) ? ":-" : "-";
        for (unsigned count = below(3); count > 0; --count)
            text += depth < 3 ? piece(depth + 1) : std::string{"d"};
    }
    return text + "}";
}

std::string CommandWriter::double_quoted(int depth) {
    static const Pieces inside{"a", " b ",   "'",  "\\$",   "\\\\", "\\\"", "\\`", "\\x", "*",
                               "~", "{x,y}", "#c", ";d&&e", "(",    "\\ ",  "",    "!",   "$"};
    std::string text = "\"";
    for (unsigned count = below(4); count > 0; --count)
        text += one_in(2) ? variable(depth) : one_in(12) ? one_of({"`", "$(", "\""}) : one_of(inside);
    return text + "\"";
}

std::string CommandWriter::piece(int depth) {
    static const Pieces plain{"a", "bc", "--opt=", "x:y", "./z", "0.0.0.0:", "%",
                              "@", "+",  ",",      "-",   "_",   "]",        "^",
                              "1", "=",  "A=1",    "#i",  "!",   "\xc3\xa9", "\x81"};
    static const Pieces quoted{"'b c'", "''",   "'$A'", "'\\'", "'\"'", "'*'", "\\ ", "\\$",   "\\\\",
                               "\\'",   "\\\"", "\\*",  "\\a",  "\\~",  "\\#", "\\;", "'\x88'"};
    static const Pieces strange{"~", "~/x", "*", "?", "[a]", "{a,b}", "'", "\"",
                                "`", "\\",  "{", "}", "f*",  "[",     "=~"};
    if (one_in(30)) return one_of(strange);
    if (one_in(40)) {
        const std::string bytes = any_bytes();
        return bytes.find('\n') == std::string::npos ? bytes : "x";
    }
    switch (below(7)) {
    case 0:
    case 1:
        return variable(depth);
    case 2:
        return double_quoted(depth);
    case 3:
        return one_of(quoted);
    default:
        return one_of(plain);
    }
}

std::string CommandWriter::word() {
    std::string text;
    for (unsigned count = 1 + below(3); count > 0; --count) text += piece(0);
    return text;
}

std::string CommandWriter::command() {
    static const Pieces programs{"mirror",
                                 "mirror",
                                 "mirror",
                                 "mirror",
                                 "./mirror",
                                 "exec mirror",
                                 "exec mirror",
                                 "'mirror'",
                                 "mir\"ror\"",
                                 "\\mirror",
                                 "sub/script",
                                 "script",
                                 "./script",
                                 "exec script",
                                 "no-script",
                                 "empty",
                                 "not-executable",
                                 "./not-executable",
                                 "no-such-program",
                                 "./no-such-program",
                                 "folder",
                                 "./folder",
                                 "exec no-such-program",
                                 "./no-interpreter",
                                 "mirror/x",
                                 "exec echo",
                                 "exec cd",
                                 "exec -a x mirror",
                                 "exec A=1 mirror",
                                 "exec",
                                 "cd folder",
                                 "test x",
                                 "true",
                                 "if",
                                 "$A",
                                 "\"$A\"",
                                 "$NONE mirror",
                                 "A+=1 mirror",
                                 "x.y=1 mirror",
                                 "..",
                                 "exec exec mirror"};
    static const Pieces names{"A",      "A",    "B",    "C",   "NEW",    "_",  "PWD",
                              "OLDPWD", "HOME", "PATH", "IFS", "LC_ALL", "PS1"};
    static const Pieces ends{";",     " ;",    " # c",     " #",     "; # c",      " &&",
                             " >out", " 2>&1", "; mirror", " | cat", " </dev/null"};
    std::string text;
    for (unsigned count = one_in(2) ? 0 : below(4); count > 0; --count) {
        text += one_of(names) + "=";
        for (unsigned pieces = below(3); pieces > 0; --pieces) text += piece(0);
        text += " ";
    }
    text += one_in(3) ? one_of(programs) : "mirror";
    for (unsigned count = below(5); count > 0; --count) text += (one_in(20) ? "\t " : " ") + word();
    if (one_in(12)) text += one_of(ends);
    return text;
}

} // namespace ganger::os
