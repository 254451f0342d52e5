#include <ganger/core/failure_text.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ganger::core {
namespace {

using namespace std::chrono_literals;

struct Of {
    std::string type;
    Restart restart = Restart::never;
    unsigned most = 0;
    bool essential = true;
};

std::string text(const std::vector<Of>& types, ExitPolicy exit = {}) {
    SupervisorPlan plan;
    plan.exit = std::move(exit);
    for (const auto& of : types) {
        Policy policy;
        policy.restart = of.restart;
        policy.max_restarts.count = of.most;
        policy.essential = of.essential;
        SupervisedInstance instance;
        instance.name = {of.type, 1};
        instance.policy = policy;
        plan.instances.push_back(std::move(instance));
    }
    return failure_text(plan);
}

TEST(FailureText, SaysWhatAllDo) {
    EXPECT_EQ(text({{"web"}, {"worker"}}), "a process that fails stops the app");
    EXPECT_EQ(text({{"web"}}, {ExitWhen::any, {}}), "a process that ends stops the app");
    EXPECT_EQ(text({{"web"}}, {ExitWhen::all, {}}), "a process that fails leaves the others running");
    EXPECT_EQ(text({{"web", Restart::on_failure}}), "a process that fails is started again");
    EXPECT_EQ(text({{"web", Restart::always}}), "a process that ends is started again");
}

TEST(FailureText, SaysWhenItIsGivenUp) {
    EXPECT_EQ(text({{"web", Restart::always, 5}}),
              "a process that ends is started again, at most 5 times within 60 s, then the app stops");
    EXPECT_EQ(text({{"web", Restart::on_failure, 1}}, {ExitWhen::all, {}}),
              "a process that fails is started again, at most once within 60 s, then given up");
}

TEST(FailureText, NamesTheTypesWhereTheyDiffer) {
    EXPECT_EQ(text({{"web"}, {"worker", Restart::always}, {"clock", Restart::on_failure}}),
              "a process that fails stops the app (web) or is started again (worker, clock)");
    EXPECT_EQ(text({{"web"}, {"mailer", Restart::never, 0, false}}),
              "a process that fails stops the app (web) or leaves the others running (mailer)");
}

TEST(FailureText, SaysWhoseEndIsOurs) {
    EXPECT_EQ(text({{"web", Restart::always}, {"test"}}, {ExitWhen::failure, "test"}),
              "a process that ends is started again; the end of test stops the app");
    EXPECT_EQ(text({{"test"}}, {ExitWhen::failure, "test"}), "the end of test stops the app");
    EXPECT_EQ(text({{"test", Restart::always}}, {ExitWhen::failure, "test"}),
              "a process that ends is started again");
}

} // namespace
} // namespace ganger::core
