// Histories of the supervisor.
#include "lives_run.hpp"

int main(int argc, char** argv) {
    return ganger::sim::live_many(argc, argv, "sim_lives", ganger::sim::live);
}
