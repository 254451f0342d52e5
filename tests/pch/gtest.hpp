// What most of the GoogleTest programs include, compiled once for each folder. Each file still includes what
// it uses.

#include "../../src/pch/std.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
