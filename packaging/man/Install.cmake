# The manual page: the program that was built puts its commands into the hand-written parts. Where it can't be run here
# (cross-compiled, without an emulator) it is made by the program named by CLONEMEMORIA_CLI_FOR_MAN, or left out.
find_program(GZIP_PROGRAM gzip)
set(CLONEMEMORIA_CLI_FOR_MAN "" CACHE FILEPATH "A clonememoria-cli that runs on this system, when cross-compiling")
set(CLONEMEMORIA_MAN_PAGE OFF CACHE INTERNAL "")
if(WIN32)
    return()
elseif(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
    set(maker ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:clonememoria-cli>)
elseif(CLONEMEMORIA_CLI_FOR_MAN)
    set(maker "${CLONEMEMORIA_CLI_FOR_MAN}")
else()
    return()
endif()
set(CLONEMEMORIA_MAN_PAGE ON CACHE INTERNAL "")
set(template "${PROJECT_SOURCE_DIR}/packaging/man/clonememoria-cli.1.in")
set(page "${CMAKE_CURRENT_BINARY_DIR}/clonememoria-cli.1")
# A build under the address sanitizer looks for leaks in its tests, which know those of the libraries.
add_custom_command(OUTPUT "${page}"
    COMMAND ${CMAKE_COMMAND} -E env ASAN_OPTIONS=detect_leaks=0 ${maker} __man "${template}" > "${page}"
    DEPENDS clonememoria-cli "${template}" COMMENT "Writing the manual page" VERBATIM)
if(GZIP_PROGRAM)
    add_custom_command(OUTPUT "${page}.gz"
        COMMAND "${GZIP_PROGRAM}" -9 -n -c "${page}" > "${page}.gz"
        DEPENDS "${page}" COMMENT "Compressing the manual page" VERBATIM)
    set(page "${page}.gz")
endif()
add_custom_target(man-page ALL DEPENDS "${page}")
install(FILES "${page}" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
