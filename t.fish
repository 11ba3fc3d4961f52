functions __fish_complete_path
functions __fish_complete_directories
echo ---
complete -C "'' letter\\ o"
echo --
clonememoria-cli completion fish | source
complete -C "clonememoria-cli memory add x letter\\ o"
echo -
complete -C "clonememoria-cli memory add x le"
echo -
complete -C "clonememoria-cli speak x y --output=le"
echo -
complete -C "clonememoria-cli --data-dir le"
