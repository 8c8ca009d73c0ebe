# emptor_build_options(<target>...): what every target of this project is compiled with. Nothing of it reaches a consumer.

if(EMPTOR_USE_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(CCACHE_PROGRAM ccache)
  if(CCACHE_PROGRAM)
    # The sloppiness that ccache needs to keep objects which use a precompiled header; no more than that.
    set(EMPTOR_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_SLOPPINESS=pch_defines,time_macros"
                                 "${CCACHE_PROGRAM}")
  endif()
endif()

function(emptor_build_options)
  foreach(target IN LISTS ARGN)
    target_compile_features(${target} PRIVATE cxx_std_20 c_std_99)
    set_target_properties(
      ${target}
      PROPERTIES CXX_EXTENSIONS OFF
                 C_EXTENSIONS OFF
                 C_VISIBILITY_PRESET hidden
                 CXX_VISIBILITY_PRESET hidden
                 VISIBILITY_INLINES_HIDDEN ON)
    if(EMPTOR_COMPILER_LAUNCHER)
      set_target_properties(${target} PROPERTIES C_COMPILER_LAUNCHER "${EMPTOR_COMPILER_LAUNCHER}"
                                                 CXX_COMPILER_LAUNCHER "${EMPTOR_COMPILER_LAUNCHER}")
    endif()
    if(EMPTOR_DEVELOPER_MODE)
      target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
      # A designated initialiser leaves the other members to their defaults: that is what it is for.
      target_compile_options(${target} PRIVATE -Wno-missing-field-initializers)
      if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        # GCC 12 reports these inside std::string, std::optional and Boost's small_vector (GCC bugs 105651, 105329, 80635).
        target_compile_options(
          ${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow
                            -Wno-stringop-overread -Wno-maybe-uninitialized>)
      endif()
      if(EMPTOR_WARNINGS_AS_ERRORS)
        target_compile_options(${target} PRIVATE -Werror)
      endif()
    endif()
    if(EMPTOR_SANITIZE)
      target_compile_options(${target} PRIVATE "-fsanitize=${EMPTOR_SANITIZE}" -fno-omit-frame-pointer
                                               -fno-sanitize-recover=all)
      target_link_options(${target} PRIVATE "-fsanitize=${EMPTOR_SANITIZE}")
    endif()
  endforeach()
endfunction()

# emptor_precompile(<target> <header>...): headers that nearly every file of a target includes anyway are read once.
function(emptor_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  # What ccache needs to keep such objects.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND EMPTOR_COMPILER_LAUNCHER)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endfunction()
