namespace ganger::engine {
} // namespace ganger::engine
