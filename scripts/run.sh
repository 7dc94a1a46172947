#!/usr/bin/env bash
# The main job from a bare Debian or Ubuntu machine with Python 3.11 or newer: a private environment in .venv, the
# project in it, then `python -m hanting_geo run`. Arguments go to that command; without --out the results are in output/.
set -euo pipefail
# shellcheck source=scripts/environment.sh
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

out=
previous=
for argument in "$@"; do
    case $argument in
        --help) out=none ;;
        --out=*) out=${argument#--out=} ;;
    esac
    if [ "$previous" = --out ]; then out=$argument; fi
    previous=$argument
done
if [ -z "$out" ]; then
    out=$repo/output
    set -- "$@" --out "$out"
fi

prepare_environment "$repo/.venv" ""
status=0
"$repo/.venv/bin/python" -m hanting_geo run "$@" || status=$?
if [ "$out" != none ]; then
    if [ "$status" = 0 ]; then
        say "The results are in $(cd "$out" && pwd)"
    else
        say "The run stopped with exit code $status: the message above says why."
    fi
fi
exit "$status"
