// Histories of the stream.
#include "stream_run.hpp"

int main(int argc, char** argv) {
    return ganger::sim::live_many(argc, argv, "sim_stream", ganger::sim::stream);
}
