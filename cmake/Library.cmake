# clonememoria_library(NAME SOURCES … USES …): one folder of core or ui as a static library.
# USES is what the folder may include, and all it can link: an arrow that is not listed does not build.
function(clonememoria_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;USES;PRIVATE_USES" ${ARGN})
    add_library(cm_${name} STATIC ${arg_SOURCES})
    add_library(CloneMemoria::${name} ALIAS cm_${name})
    target_link_libraries(cm_${name} PUBLIC cm_options ${arg_USES} PRIVATE ${arg_PRIVATE_USES})
endfunction()
