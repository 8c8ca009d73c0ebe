# consumer.json: how a program outside the build is compiled and linked against this build tree. tools/ reads it.

set(emptor_consumer_libraries "")
foreach(library IN ITEMS date::date-tz SQLite::SQLite3 utf8proc::utf8proc)
  string(APPEND emptor_consumer_libraries ", \"$<TARGET_FILE:${library}>\"")
endforeach()
if(EMPTOR_SANITIZE)
  set(emptor_consumer_flags "\"-fsanitize=${EMPTOR_SANITIZE}\"")
endif()
if(TARGET emptor)
  set(emptor_consumer_shared "$<TARGET_FILE:emptor>")
endif()
file(
  GENERATE
  OUTPUT "${PROJECT_BINARY_DIR}/consumer.json"
  CONTENT
    "{
  \"version\": \"${PROJECT_VERSION}\",
  \"cxx\": \"${CMAKE_CXX_COMPILER}\",
  \"cc\": \"${CMAKE_C_COMPILER}\",
  \"include\": [\"${PROJECT_SOURCE_DIR}/include\", \"${PROJECT_BINARY_DIR}/generated\"],
  \"c_include\": [\"${PROJECT_SOURCE_DIR}/capi/include\"],
  \"flags\": [${emptor_consumer_flags}],
  \"core\": [\"$<TARGET_FILE:emptor_core>\"${emptor_consumer_libraries}, \"-pthread\"],
  \"shared\": \"${emptor_consumer_shared}\",
  \"python\": \"${Python_EXECUTABLE}\",
  \"python_path\": \"${PROJECT_BINARY_DIR}/python\"
}
")
