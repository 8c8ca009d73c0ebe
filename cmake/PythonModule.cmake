# emptor._core, the compiled half of the Python package. The build tree holds a complete package for tests and daily work:
#     PYTHONPATH=build/<preset>/python

set(emptor_python_dir "${PROJECT_SOURCE_DIR}/python")
file(GLOB emptor_python_sources CONFIGURE_DEPENDS "${emptor_python_dir}/src/*.cpp")

if(EMPTOR_BUILD_PYTHON)
  if(EMPTOR_PYTHON)
    set(Python_EXECUTABLE "${EMPTOR_PYTHON}")
  endif()
  find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module)
  find_package(pybind11 2.10 CONFIG REQUIRED)

  python_add_library(emptor_python MODULE WITH_SOABI ${emptor_python_sources})
  emptor_build_options(emptor_python)
  emptor_precompile(emptor_python "${emptor_python_dir}/src/handle.hpp")
  set_target_properties(
    emptor_python
    PROPERTIES OUTPUT_NAME _core
               LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/python/emptor"
               LINK_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/python.map")
  target_include_directories(emptor_python PRIVATE "${emptor_python_dir}/src" "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(emptor_python PRIVATE emptor_core pybind11::headers)
  target_link_options(emptor_python PRIVATE "LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/python.map")

  # The pure-Python half, linked file by file, so that an edit counts at once and caches stay out of the source tree.
  file(GLOB_RECURSE emptor_python_files CONFIGURE_DEPENDS RELATIVE "${emptor_python_dir}" "${emptor_python_dir}/emptor/*")
  list(FILTER emptor_python_files EXCLUDE REGEX "__pycache__|\\.so$")
  file(GLOB_RECURSE emptor_python_links RELATIVE "${PROJECT_BINARY_DIR}/python" "${PROJECT_BINARY_DIR}/python/emptor/*")
  foreach(link IN LISTS emptor_python_links)
    if(IS_SYMLINK "${PROJECT_BINARY_DIR}/python/${link}" AND NOT link IN_LIST emptor_python_files)
      file(REMOVE "${PROJECT_BINARY_DIR}/python/${link}")
    endif()
  endforeach()
  foreach(file IN LISTS emptor_python_files)
    cmake_path(GET file PARENT_PATH directory)
    file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/python/${directory}")
    file(CREATE_LINK "${emptor_python_dir}/${file}" "${PROJECT_BINARY_DIR}/python/${file}" SYMBOLIC COPY_ON_ERROR)
  endforeach()

  if(EMPTOR_INSTALL)
    # Only the wheel wants it: `cmake --install --component python`, as scikit-build-core does.
    install(TARGETS emptor_python LIBRARY DESTINATION emptor COMPONENT python EXCLUDE_FROM_ALL)
  endif()
endif()
