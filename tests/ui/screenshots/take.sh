#!/usr/bin/env bash
# Takes a picture of every window and dialog, light and dark, at 100 % and 200 %, under Xvfb with a window manager.
#   tests/ui/screenshots/take.sh BUILD_FOLDER OUTPUT_FOLDER [light-100 | dark-100 | light-200 | dark-200 …]
set -euo pipefail

tour=$(realpath "$1/bin/clonememoria-screenshots")
mkdir -p "$2"
out=$(realpath "$2")
shift 2
[ $# -gt 0 ] || set -- light-100 dark-100 light-200 dark-200

work=$(mktemp -d)
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap cleanup EXIT

export HOME=$work XDG_RUNTIME_DIR=$work/run XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data LANG=en_GB.UTF-8 LC_ALL=en_GB.UTF-8
unset WAYLAND_DISPLAY
mkdir -p "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"

for look in "$@"; do
    theme=${look%-*}
    scale=${look#*-}
    size=1300x900
    [ "$scale" = 200 ] && size=2600x1800
    mkfifo "$work/display-$look"
    Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$work/display-$look" 2>/dev/null &
    pids+=($!)
    read -r number <"$work/display-$look"
    export DISPLAY=:$number
    openbox >/dev/null 2>&1 &
    pids+=($!)
    QT_SCALE_FACTOR=$((scale / 100)) "$tour" --theme "$theme" --suffix "$look" --data-dir "$work/profile-$look" "$out"
done
