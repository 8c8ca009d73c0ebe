# examples/<name>.cpp -> example_<name>, on emptor::core; examples/<name>.c -> example_<name>_c, on emptor::emptor;
# examples/demo/*.cpp -> emptor_demo.

if(EMPTOR_BUILD_EXAMPLES)
  set(emptor_examples_dir "${PROJECT_SOURCE_DIR}/examples")

  file(GLOB files CONFIGURE_DEPENDS "${emptor_examples_dir}/*.cpp")
  foreach(file IN LISTS files)
    cmake_path(GET file STEM name)
    add_executable(example_${name} "${file}")
    emptor_build_options(example_${name})
    target_link_libraries(example_${name} PRIVATE emptor::core)
    set_target_properties(example_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
  endforeach()

  if(TARGET emptor::emptor)
    file(GLOB files CONFIGURE_DEPENDS "${emptor_examples_dir}/*.c")
    foreach(file IN LISTS files)
      cmake_path(GET file STEM name)
      add_executable(example_${name}_c "${file}")
      emptor_build_options(example_${name}_c)
      target_compile_options(example_${name}_c PRIVATE -pedantic)
      target_link_libraries(example_${name}_c PRIVATE emptor::emptor)
      set_target_properties(example_${name}_c PROPERTIES C_STANDARD 99 RUNTIME_OUTPUT_DIRECTORY
                                                                        "${PROJECT_BINARY_DIR}/examples")
    endforeach()
  endif()

  file(GLOB files CONFIGURE_DEPENDS "${emptor_examples_dir}/demo/*.cpp")
  if(files)
    find_package(ZLIB REQUIRED)
    add_executable(emptor_demo ${files})
    emptor_build_options(emptor_demo)
    target_link_libraries(emptor_demo PRIVATE emptor::core ZLIB::ZLIB Threads::Threads)
    set_target_properties(emptor_demo PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
  endif()
endif()
