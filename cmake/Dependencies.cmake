# Third-party libraries: docs/dependencies.md says why each of them. All of them stay private to this project.

set(EMPTOR_BOOST_MINIMUM 1.81)

# Boost, headers only. A distribution may leave the configuration of an older Boost beside the newer one, so the
# configuration is chosen by version, and the headers that it points to are asked for their own version.
find_package(Boost ${EMPTOR_BOOST_MINIMUM} CONFIG QUIET)
if(NOT Boost_FOUND)
  set(Boost_NO_BOOST_CMAKE ON)
  find_package(Boost ${EMPTOR_BOOST_MINIMUM} MODULE REQUIRED)
endif()
foreach(directory IN LISTS Boost_INCLUDE_DIRS)
  if(EXISTS "${directory}/boost/version.hpp")
    file(STRINGS "${directory}/boost/version.hpp" line REGEX "^#define BOOST_VERSION [0-9]+")
    string(REGEX MATCH "[0-9]+$" number "${line}")
    if(number LESS 108100)
      message(FATAL_ERROR "${directory} holds the headers of Boost ${number}, older than ${EMPTOR_BOOST_MINIMUM}. "
                          "Install libboost1.81-dev or point Boost_ROOT to a newer one.")
    endif()
  endif()
endforeach()

find_package(date CONFIG REQUIRED) # date::date-tz
find_package(fmt 9 CONFIG REQUIRED) # only its headers; src/base/compose.cpp compiles them
get_target_property(emptor_fmt_headers fmt::fmt-header-only INTERFACE_INCLUDE_DIRECTORIES)
find_package(SQLite3 3.40 REQUIRED) # SQLite::SQLite3
find_package(utf8proc MODULE REQUIRED) # utf8proc::utf8proc, cmake/Findutf8proc.cmake
find_path(LIBPQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql) # libpq-dev; only its header
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

if(LIBPQ_INCLUDE_DIR AND UNIX)
  set(emptor_default_postgres ON)
else()
  set(emptor_default_postgres OFF)
endif()
option(EMPTOR_POSTGRES "Build the driver for PostgreSQL (needs the header of libpq 14 or newer)" ${emptor_default_postgres})
unset(emptor_default_postgres)
if(EMPTOR_POSTGRES AND NOT LIBPQ_INCLUDE_DIR)
  message(FATAL_ERROR "EMPTOR_POSTGRES=ON needs libpq-fe.h. Install libpq-dev or set LIBPQ_INCLUDE_DIR.")
endif()
