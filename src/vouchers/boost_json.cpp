// Boost.JSON, compiled here once so that nothing has to be linked.
#include <boost/json/src.hpp>
