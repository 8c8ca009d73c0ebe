# emptor::core, the static C++ library: every room of src/.

configure_file("${PROJECT_SOURCE_DIR}/cmake/version.hpp.in" "${PROJECT_BINARY_DIR}/generated/emptor/version.hpp" @ONLY)

file(
  GLOB
  emptor_core_sources
  CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/src/*/*.cpp"
  "${PROJECT_SOURCE_DIR}/src/*/*/*.cpp")

if(NOT EMPTOR_POSTGRES)
  list(FILTER emptor_core_sources EXCLUDE REGEX "/src/store/postgres/")
endif()

add_library(emptor_core STATIC ${emptor_core_sources})
add_library(emptor::core ALIAS emptor_core)
set_target_properties(emptor_core PROPERTIES EXPORT_NAME core POSITION_INDEPENDENT_CODE ON)
emptor_build_options(emptor_core)
emptor_precompile(emptor_core <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <unordered_map> <utility>
                  <variant> <vector>)

target_compile_features(emptor_core PUBLIC cxx_std_20)
target_include_directories(
  emptor_core
  PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>"
         "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
  PRIVATE "${PROJECT_SOURCE_DIR}/src" $<BUILD_INTERFACE:${emptor_fmt_headers}>)

# Header-only libraries are needed to build, not to use; the others must be linked by whoever links the archive.
target_link_libraries(
  emptor_core
  PRIVATE $<BUILD_INTERFACE:Boost::headers>
          date::date-tz
          SQLite::SQLite3
          utf8proc::utf8proc
          Threads::Threads)

# libpq's header is all that the driver needs: it looks for the library itself when a book on PostgreSQL is opened.
if(EMPTOR_POSTGRES)
  set_source_files_properties("${PROJECT_SOURCE_DIR}/src/store/store.cpp" "${PROJECT_SOURCE_DIR}/src/store/copy.cpp"
                              PROPERTIES COMPILE_DEFINITIONS EMPTOR_POSTGRES=1)
  file(GLOB emptor_postgres_sources "${PROJECT_SOURCE_DIR}/src/store/postgres/*.cpp")
  set_source_files_properties(${emptor_postgres_sources} PROPERTIES INCLUDE_DIRECTORIES "${LIBPQ_INCLUDE_DIR}")
  target_link_libraries(emptor_core PRIVATE $<BUILD_INTERFACE:${CMAKE_DL_LIBS}>)
endif()
