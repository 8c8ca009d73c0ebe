# emptor::emptor, the shared library: the C ABI and nothing else.

set(emptor_capi_dir "${PROJECT_SOURCE_DIR}/capi")
file(GLOB emptor_capi_sources CONFIGURE_DEPENDS "${emptor_capi_dir}/src/*.cpp")

if(EMPTOR_BUILD_SHARED)
  add_library(emptor SHARED ${emptor_capi_sources})
  add_library(emptor::emptor ALIAS emptor)
  emptor_build_options(emptor)
  emptor_precompile(emptor "${emptor_capi_dir}/src/handles.hpp")

  # SOVERSION moves only when a promise of the C ABI breaks; it is not the major version of the library.
  set_target_properties(emptor PROPERTIES SOVERSION 1 VERSION 1.${PROJECT_VERSION}
                                          DEFINE_SYMBOL EMPTOR_BUILDS_LIBRARY LINK_DEPENDS "${emptor_capi_dir}/emptor.map")
  target_link_options(emptor PRIVATE "LINKER:--version-script=${emptor_capi_dir}/emptor.map" "LINKER:--no-undefined")
  target_include_directories(emptor PUBLIC "$<BUILD_INTERFACE:${emptor_capi_dir}/include>"
                                           "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  # For the few inner headers that tools/check_rooms.py allows to the bindings.
  target_include_directories(emptor PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(emptor PRIVATE emptor_core $<BUILD_INTERFACE:Boost::headers>)
endif()
