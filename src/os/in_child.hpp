// For what runs in the child between clone and exec, in memory shared with its parent.
#pragma once

// ASan would mark this stack as its own and complain at _exit; TSan and UBSan would call code that is not
// async-signal-safe.
#define GANGER_IN_CHILD __attribute__((no_sanitize("address", "thread", "undefined")))
