# The scripts ask the program for everything, so they are files as they are, and there is nothing to generate.
set(completions "${PROJECT_SOURCE_DIR}/packaging/completions")
install(FILES "${completions}/clonememoria-cli.bash" RENAME clonememoria-cli
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${completions}/clonememoria-cli.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
# Debian's zsh looks for what its packages bring in a folder of its own; where a package goes is known when it is made.
install(CODE "
    set(folder site-functions)
    if(EXISTS /etc/debian_version AND CMAKE_INSTALL_PREFIX MATCHES \"/usr/*$\")
        set(folder vendor-completions)
    endif()
    file(INSTALL \"${completions}/_clonememoria-cli\"
        DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder}\")")
