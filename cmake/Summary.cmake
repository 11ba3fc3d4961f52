# One place that says what this build can and cannot do.
function(clonememoria_feature label found without)
    if(found)
        message(STATUS "  ${label}: yes")
    else()
        message(STATUS "  ${label}: no (${without})")
    endif()
endfunction()

message(STATUS "CloneMemoria ${PROJECT_VERSION}, ${CMAKE_BUILD_TYPE}, Qt ${Qt6_VERSION}")
clonememoria_feature("Desktop program" "${CLONEMEMORIA_GUI}" "switched off")
clonememoria_feature("System keychain" "${Qt6Keychain_FOUND}" "QtKeychain not found: keys are kept for one run only")
clonememoria_feature("Memories from PDF files" "${Qt6Pdf_FOUND}" "Qt PDF not found: such files can't be read")
clonememoria_feature("Tests" "${CLONEMEMORIA_TESTS}" "switched off")
