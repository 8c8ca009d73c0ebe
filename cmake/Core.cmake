# emptor::core, the static C++ library: every room of src/.

configure_file("${PROJECT_SOURCE_DIR}/cmake/version.hpp.in" "${PROJECT_BINARY_DIR}/generated/emptor/version.hpp" @ONLY)

file(
  GLOB
  emptor_core_sources
  CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/src/*/*.cpp"
  "${PROJECT_SOURCE_DIR}/src/*/*/*.cpp")

add_library(emptor_core STATIC ${emptor_core_sources})
add_library(emptor::core ALIAS emptor_core)
set_target_properties(emptor_core PROPERTIES EXPORT_NAME core POSITION_INDEPENDENT_CODE ON)
emptor_build_options(emptor_core)

target_compile_features(emptor_core PUBLIC cxx_std_20)
target_include_directories(
  emptor_core
  PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>"
         "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
  PRIVATE "${PROJECT_SOURCE_DIR}/src")

# Header-only libraries are needed to build, not to use; the others must be linked by whoever links the archive.
target_link_libraries(
  emptor_core
  PRIVATE $<BUILD_INTERFACE:Boost::headers>
          $<BUILD_INTERFACE:fmt::fmt-header-only>
          date::date-tz
          SQLite::SQLite3
          utf8proc::utf8proc
          Threads::Threads)
