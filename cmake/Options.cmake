# What a user may set. At top level everything is built and checked; inside another project only the libraries are.

option(EMPTOR_DEVELOPER_MODE "Warnings as errors, tests, examples, benchmarks and the Python module" ${PROJECT_IS_TOP_LEVEL})
option(EMPTOR_BUILD_SHARED "Build emptor::emptor, the shared library with the C ABI" ON)
option(EMPTOR_BUILD_TESTS "Build the tests" ${EMPTOR_DEVELOPER_MODE})
option(EMPTOR_BUILD_EXAMPLES "Build the examples" ${EMPTOR_DEVELOPER_MODE})
option(EMPTOR_BUILD_BENCH "Build the benchmarks" ${EMPTOR_DEVELOPER_MODE})
option(EMPTOR_BUILD_PYTHON "Build the Python module" ${EMPTOR_DEVELOPER_MODE})
option(EMPTOR_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" ${EMPTOR_DEVELOPER_MODE})
option(EMPTOR_USE_CCACHE "Use ccache when it is installed" ${PROJECT_IS_TOP_LEVEL})
option(EMPTOR_INSTALL "Make install rules" ON)

set(EMPTOR_SQLITE "system" CACHE STRING "Which SQLite to use: system (shared, one copy in the process)")
set_property(CACHE EMPTOR_SQLITE PROPERTY STRINGS system)
if(NOT EMPTOR_SQLITE STREQUAL "system")
  message(FATAL_ERROR "EMPTOR_SQLITE=${EMPTOR_SQLITE} is not known; the only value is 'system'")
endif()

set(EMPTOR_SANITIZE "" CACHE STRING "Sanitizers for everything that this project compiles, e.g. address,undefined")

# Extensions must match the interpreter that loads them, and the interpreter must be the one whose packages the tests
# use. On Debian that is the distribution's, even when another Python comes first on PATH.
if(NOT DEFINED Python_EXECUTABLE AND EXISTS "/usr/bin/python3")
  set(emptor_default_python "/usr/bin/python3")
else()
  set(emptor_default_python "${Python_EXECUTABLE}")
endif()
set(EMPTOR_PYTHON "${emptor_default_python}" CACHE FILEPATH "Python interpreter for the module and the tests (empty: search)")
unset(emptor_default_python)
