#include <ganger/core/leftover_search.hpp>

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace ganger::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto app = "0123456789ab";
constexpr long us = 500;
constexpr long our_shell = 400;

// PID 1, a terminal's shell, and ourselves in it.
class LeftoverSearch : public testing::Test {
  protected:
    LeftoverSearch() {
        add(1, 0);
        add(our_shell, 1);
        add(us, our_shell);
    }

    SeenProcess& add(long pid, long parent) {
        SeenProcess process;
        process.pid = pid;
        process.parent = parent;
        process.start_time = static_cast<std::uint64_t>(pid) * 10;
        process.state = 'S';
        process.name = "p";
        all_.push_back(process);
        return all_.back();
    }
    // Of the app, by a run that is dead.
    SeenProcess& add_marked(long pid, long parent, const char* of = app) {
        auto& process = add(pid, parent);
        mark(process, of);
        return process;
    }
    static void mark(SeenProcess& process, const char* of = app) {
        process.mark = Mark{{of, 300, 3000, "ff"}, "web.1", LaunchId{1}};
        process.is_ours = true;
        process.is_in_our_place = true;
    }
    SeenProcess& of(long pid) {
        for (auto& process : all_)
            if (process.pid == pid) return process;
        throw pid;
    }
    std::vector<long> found() const {
        std::vector<long> pids;
        for (const auto& process : leftovers_among(all_, question_)) pids.push_back(process.pid);
        return pids;
    }

    std::vector<SeenProcess> all_;
    LeftoverQuestion question_{app, us, {}};
};

TEST_F(LeftoverSearch, FindsWhatADeadRunHasMarked) {
    add_marked(600, 1).name = "sleep";
    const auto found = leftovers_among(all_, question_);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pid, 600);
    EXPECT_EQ(found[0].start_time, 6000U);
    EXPECT_EQ(found[0].name, "sleep");
    EXPECT_EQ(found[0].instance, "web.1");
}

TEST_F(LeftoverSearch, FindsNothingWhereNothingIsMarked) {
    add(600, 1);
    EXPECT_THAT(found(), IsEmpty());
}

class LeftoverSearchByGroup : public LeftoverSearch {
  protected:
    LeftoverSearchByGroup() { question_.groups.push_back({"g", "worker.2"}); }

    SeenProcess& add_member(long pid, long parent) {
        auto& process = add(pid, parent);
        process.group = "g";
        return process;
    }
    std::vector<std::string> killed_as_a_whole() const {
        return groups_of_leftovers(all_, leftovers_among(all_, question_), question_);
    }
};

TEST_F(LeftoverSearchByGroup, FindsWhoHasNeitherMarkNorSession) {
    add_member(600, 1);
    const auto found = leftovers_among(all_, question_);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].instance, "worker.2");
    EXPECT_THAT(killed_as_a_whole(), ElementsAre("g"));
}

TEST_F(LeftoverSearchByGroup, SparesWhoIsInNoGroupThatIsMeant) {
    add(600, 1).group = "another";
    EXPECT_THAT(found(), IsEmpty());
}

// It is looked at process by process then.
TEST_F(LeftoverSearchByGroup, KillsNoGroupInWhichThereIsAlsoAnother) {
    add_member(600, 1);
    mark(add_member(601, 1), "ba9876543210");
    add_member(602, 1).has_other_mark = true;
    EXPECT_THAT(found(), ElementsAre(600));
    EXPECT_THAT(killed_as_a_whole(), IsEmpty());
}

TEST_F(LeftoverSearchByGroup, KillsAGroupWhoseOtherMembersHaveEnded) {
    add_member(600, 1);
    add_member(601, 1).has_ended = true;
    EXPECT_THAT(killed_as_a_whole(), ElementsAre("g"));
}

TEST_F(LeftoverSearchByGroup, TakesWhomNobodyCouldLookAtForOne) {
    add_member(-1, 1).name = "processes that are never the same";
    EXPECT_THAT(found(), ElementsAre(-1));
    EXPECT_THAT(killed_as_a_whole(), ElementsAre("g"));
}

TEST_F(LeftoverSearch, SparesAnotherApp) {
    add_marked(600, 1, "ba9876543210");
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSearch, SparesWhatALivingSupervisorHas) {
    add_marked(600, 1).supervisor_runs = true;
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSearch, SparesAnotherUsersProcess) {
    add_marked(600, 1).is_ours = false;
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSearch, SparesAnotherContainersProcess) {
    add_marked(600, 1).is_in_our_place = false;
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSearch, SparesWhatCameFromAnotherContainer) {
    add(600, 0);
    add_marked(601, 600);
    add_marked(602, 0);
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSearch, SparesTheDead) {
    add_marked(600, 1).has_ended = true;
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSearch, SparesUsAndWhatIsAboveUs) {
    mark(of(us));
    mark(of(our_shell));
    EXPECT_THAT(found(), IsEmpty());
}

// A terminal within what was left: the jobs of its shell have the mark, too, `ganger start | tee log` among
// them.
TEST_F(LeftoverSearch, SparesWhatSharesAMarkedShellWithUs) {
    mark(of(our_shell));
    add_marked(600, our_shell);
    add_marked(601, 600);
    add_marked(602, 1);
    EXPECT_THAT(found(), ElementsAre(602));
}

TEST_F(LeftoverSearch, FindsWhatSharesAnInnocentShellWithUs) {
    add_marked(600, our_shell);
    EXPECT_THAT(found(), ElementsAre(600));
}

TEST_F(LeftoverSearch, FindsWhatDescendsFromALeftoverAndHasNoMark) {
    add_marked(600, 1);
    add(601, 600);
    add(602, 601);
    EXPECT_THAT(found(), UnorderedElementsAre(600, 601, 602));
}

TEST_F(LeftoverSearch, SparesWhatHasAnotherMarkBelowALeftover) {
    add_marked(600, 1);
    add_marked(601, 600, "ba9876543210");
    add(602, 601);
    add(603, 600).has_other_mark = true;
    add(604, 603);
    EXPECT_THAT(found(), ElementsAre(600));
}

TEST_F(LeftoverSearch, SparesUsBelowALeftoverWithoutMark) {
    mark(of(our_shell));
    of(our_shell).parent = 600;
    add_marked(600, 1);
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSearch, SurvivesATableThatMakesNoSense) {
    add_marked(600, 601);
    add_marked(601, 600);
    add_marked(602, 9999);
    EXPECT_THAT(found(), UnorderedElementsAre(600, 601, 602));
}

// The leader of launch 1, whose environment has been written over, was 700, and is dead.
class LeftoverSession : public LeftoverSearch {
  protected:
    LeftoverSession() { question_.sessions = {{{LaunchId{1}, "web.1", 700, 7000, 7001}, true}}; }

    SeenProcess& add_member(long pid, long parent) {
        auto& process = add(pid, parent);
        process.session = 700;
        return process;
    }
};

TEST_F(LeftoverSession, TellsItsMembers) {
    add_member(701, 1);
    add_member(702, 1).start_time = 6999;
    const auto found = leftovers_among(all_, question_);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pid, 701);
    EXPECT_EQ(found[0].instance, "web.1");
}

TEST_F(LeftoverSession, IsItsOwnWhileItsLeaderLives) {
    question_.sessions[0].number_is_its_own = false;
    add_member(700, 1).start_time = 7000;
    add_member(701, 1);
    EXPECT_THAT(found(), UnorderedElementsAre(700, 701));
}

TEST_F(LeftoverSession, IsAnothersWhenItsNumberIs) {
    add_member(700, 1).start_time = 9000;
    add_member(9001, 1);
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSession, MayBeAnothersWhenTheNumbersHaveComeRound) {
    question_.sessions[0].number_is_its_own = false;
    add_member(701, 1);
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(LeftoverSession, IsNotAskedForOtherMarks) {
    add_member(701, 1).has_other_mark = true;
    mark(add_member(702, 1), "ba9876543210");
    mark(add_member(703, 1));
    EXPECT_THAT(found(), ElementsAre(703));
}

TEST_F(LeftoverSession, SparesUsInIt) {
    of(our_shell).session = 700;
    of(our_shell).start_time = 7010;
    add_member(701, our_shell);
    add_member(702, 1);
    EXPECT_THAT(found(), ElementsAre(702));
}

} // namespace
} // namespace ganger::core
