// Boost.Asio's code, compiled once for everything that is linked with os (BOOST_ASIO_SEPARATE_COMPILATION).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wnull-dereference"
#endif

#include <boost/asio/impl/src.hpp>
