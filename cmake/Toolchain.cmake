# How everything is compiled: the language, the warnings, the linker, the output folders.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
include(GNUInstallDirs)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND UNIX AND NOT APPLE)
    add_link_options(-fuse-ld=mold)
endif()

# Every target of ours links this one: it is not applied to code that isn't ours.
add_library(cm_options INTERFACE)
target_include_directories(cm_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(cm_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS
    CLONEMEMORIA_VERSION="${PROJECT_VERSION}")
if(MSVC)
    target_compile_options(cm_options INTERFACE /W4 /utf-8 /permissive- $<$<BOOL:${CLONEMEMORIA_WERROR}>:/WX>)
else()
    target_compile_options(cm_options INTERFACE -Wall -Wextra -Wpedantic
        $<$<BOOL:${CLONEMEMORIA_WERROR}>:-Werror>)
    if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # In a unity file every source is an included one, and GCC takes its anonymous namespaces for a header's.
        target_compile_options(cm_options INTERFACE -Wno-subobject-linkage)
    endif()
endif()

if(CLONEMEMORIA_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
endif()
if(CLONEMEMORIA_SANITIZE)
    list(JOIN CLONEMEMORIA_SANITIZE "," sanitizers)
    add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${sanitizers})
    if("undefined" IN_LIST CLONEMEMORIA_SANITIZE)
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
endif()
