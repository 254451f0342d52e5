namespace ganger::os {
} // namespace ganger::os
