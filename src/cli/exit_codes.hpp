// The vocabulary of ganger's exit statuses (ganger(1)). An app's own status is passed on as it is.
#pragma once

namespace ganger::cli {

inline constexpr int ok = 0;
inline constexpr int failed = 1;    // what was asked for did not come about
inline constexpr int bad_input = 2; // usage or invalid files: nothing was started
inline constexpr int no_app_runs = 3;
inline constexpr int no_such_process = 4;
inline constexpr int runs_already = 5; // the app: by another supervisor
inline constexpr int own_error = 125;  // instead of both where the code of one process counts
inline constexpr int not_found = 127;  // the program, as a shell tells it

} // namespace ganger::cli
