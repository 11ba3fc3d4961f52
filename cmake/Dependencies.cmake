# What the project stands on. What is REQUIRED stops the configuration; the rest turns a feature off, visibly
# (see Summary.cmake).
set(CLONEMEMORIA_QT_MINIMUM 6.4)
set(components Core Gui Sql Network Multimedia)
if(CLONEMEMORIA_GUI)
    list(APPEND components Widgets Svg LinguistTools)
endif()
if(CLONEMEMORIA_TESTS)
    list(APPEND components Test)
endif()
find_package(Qt6 ${CLONEMEMORIA_QT_MINIMUM} REQUIRED COMPONENTS ${components})
find_package(nlohmann_json 3.11 REQUIRED)
find_package(tl-expected REQUIRED)

find_package(Qt6Keychain QUIET)
find_package(Qt6 ${CLONEMEMORIA_QT_MINIMUM} QUIET OPTIONAL_COMPONENTS Pdf)

find_path(HNSWLIB_INCLUDE_DIR hnswlib/hnswlib.h)

find_path(LIBSTEMMER_INCLUDE_DIR libstemmer.h PATH_SUFFIXES libstemmer)
find_library(LIBSTEMMER_LIBRARY NAMES stemmer)
if(NOT LIBSTEMMER_INCLUDE_DIR OR NOT LIBSTEMMER_LIBRARY)
    message(FATAL_ERROR "libstemmer was not found (Debian: libstemmer-dev, Homebrew: snowball, vcpkg: libstemmer)")
endif()
add_library(stemmer INTERFACE)
target_include_directories(stemmer SYSTEM INTERFACE "${LIBSTEMMER_INCLUDE_DIR}")
target_link_libraries(stemmer INTERFACE "${LIBSTEMMER_LIBRARY}")

# 5.1 or newer, for its channel layouts.
find_package(PkgConfig REQUIRED)
pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavformat>=59.27 libavcodec>=59.37 libavutil>=57.28 libswresample>=4.7)

# What importers read files with.
pkg_check_modules(UCHARDET REQUIRED IMPORTED_TARGET uchardet>=0.0.6)
find_package(LibXml2 2.9 REQUIRED)
find_package(QuaZip-Qt6 1.3 REQUIRED)
# The parser of HTTP requests (Beast): headers only.
find_package(Boost 1.74 REQUIRED)
# Mails.
pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0>=3.2)
