namespace ganger::core {
} // namespace ganger::core
