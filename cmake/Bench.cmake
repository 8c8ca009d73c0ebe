# bench/*.cpp -> emptor_bench, on Google Benchmark. The yardsticks speak to SQLite and to Boost's maps directly.

if(EMPTOR_BUILD_BENCH)
  file(GLOB emptor_bench_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*.cpp")
  if(emptor_bench_sources)
    find_package(benchmark REQUIRED)
    add_executable(emptor_bench ${emptor_bench_sources})
    emptor_build_options(emptor_bench)
    target_include_directories(emptor_bench PRIVATE "${PROJECT_SOURCE_DIR}/bench")
    target_link_libraries(emptor_bench PRIVATE emptor::core benchmark::benchmark Boost::headers fmt::fmt-header-only
                                               SQLite::SQLite3 Threads::Threads)
    set_target_properties(emptor_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench")
  endif()
endif()
