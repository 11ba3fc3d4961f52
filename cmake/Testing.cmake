# clonememoria_test(NAME SOURCES … USES …): one QTest program, run by CTest without a display and with no key of the
# machine's owner in its environment. ALONE: it measures time, and nothing else runs beside it.
function(clonememoria_test name)
    cmake_parse_arguments(arg "ALONE" "TIMEOUT" "SOURCES;USES;LABELS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE cm_options Qt6::Test ${arg_USES})
    target_compile_definitions(${name} PRIVATE TEST_DATA_DIR="${PROJECT_SOURCE_DIR}/tests/data")
    if(NOT MSVC)
        target_compile_options(${name} PRIVATE -O0) # a test's own code is compiled more often than it is run
    endif()
    add_dependencies(tests ${name})
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${arg_TIMEOUT}
        RUN_SERIAL ${arg_ALONE}
        LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.multimedia*=false;LC_ALL=C.UTF-8")
endfunction()
