#include <ganger/os/memory_reserve.hpp>

#include <gtest/gtest.h>

#include <new>
#include <sys/resource.h>

namespace ganger::os {
namespace {

// What operator new does when it finds nothing.
bool another_try() {
    try {
        std::get_new_handler()();
    } catch (const std::bad_alloc&) {
        return false;
    }
    return true;
}

TEST(MemoryReserve, IsGivenOnceAndThenAgainWhenItWasRestored) {
    keep_memory_reserve();
    EXPECT_TRUE(restore_memory_reserve());
    EXPECT_TRUE(another_try());
    EXPECT_FALSE(another_try());
    EXPECT_TRUE(restore_memory_reserve());
    EXPECT_TRUE(another_try());
}

TEST(MemoryReserve, ThatCantBeHadAgainIsToldOnce) {
    keep_memory_reserve();
    EXPECT_TRUE(another_try());
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_AS, &limit), 0);
    const rlimit none{1, limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_AS, &none), 0);
    const bool first = restore_memory_reserve();
    const bool second = restore_memory_reserve();
    ASSERT_EQ(::setrlimit(RLIMIT_AS, &limit), 0);
    EXPECT_FALSE(first);
    EXPECT_TRUE(second);
}

} // namespace
} // namespace ganger::os
