# Headers, libraries, the CMake package and emptor.pc. Two export sets, so that a user of the C ABI needs none of
# the libraries that the static core wants at link time.

if(EMPTOR_INSTALL)
  include(CMakePackageConfigHelpers)
  set(emptor_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/emptor")

  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/emptor" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
  install(FILES "${PROJECT_BINARY_DIR}/generated/emptor/version.hpp" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/emptor"
          COMPONENT development)
  install(TARGETS emptor_core EXPORT emptorCoreTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
  install(EXPORT emptorCoreTargets NAMESPACE emptor:: DESTINATION "${emptor_cmake_dir}" COMPONENT development)

  if(TARGET emptor)
    install(DIRECTORY "${emptor_capi_dir}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
    install(
      TARGETS emptor
      EXPORT emptorTargets
      LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT runtime NAMELINK_COMPONENT development
      RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT runtime)
    install(EXPORT emptorTargets NAMESPACE emptor:: DESTINATION "${emptor_cmake_dir}" COMPONENT development)

    # Relative to emptor.pc itself, so that the installed tree can be moved.
    set(emptor_pc_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
    if(IS_ABSOLUTE "${emptor_pc_dir}")
      set(emptor_pc_prefix "${CMAKE_INSTALL_PREFIX}")
    else()
      file(RELATIVE_PATH emptor_pc_up "/${emptor_pc_dir}" "/")
      set(emptor_pc_prefix "\${pcfiledir}/${emptor_pc_up}")
    endif()
    cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY "\${prefix}" OUTPUT_VARIABLE emptor_pc_include)
    cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY "\${prefix}" OUTPUT_VARIABLE emptor_pc_lib)
    configure_file("${PROJECT_SOURCE_DIR}/cmake/emptor.pc.in" "${PROJECT_BINARY_DIR}/emptor.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/emptor.pc" DESTINATION "${emptor_pc_dir}" COMPONENT development)
  endif()

  # Before 1.0 a minor version may break; from 1.0 on only a major one may.
  if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(emptor_compatibility SameMinorVersion)
  else()
    set(emptor_compatibility SameMajorVersion)
  endif()
  configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/emptorConfig.cmake.in"
                                "${PROJECT_BINARY_DIR}/emptorConfig.cmake" INSTALL_DESTINATION "${emptor_cmake_dir}")
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/emptorConfigVersion.cmake" COMPATIBILITY ${emptor_compatibility})
  install(
    FILES "${PROJECT_BINARY_DIR}/emptorConfig.cmake" "${PROJECT_BINARY_DIR}/emptorConfigVersion.cmake"
          "${PROJECT_SOURCE_DIR}/cmake/Findutf8proc.cmake"
    DESTINATION "${emptor_cmake_dir}"
    COMPONENT development)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT development)
endif()
