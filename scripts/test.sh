#!/usr/bin/env bash
# Every check of the project, with all that it needs: see --help.
set -euo pipefail
# shellcheck source=scripts/environment.sh
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"

usage() {
    cat <<'HELP'
usage: scripts/test.sh [--oldest] [--long] [PYTEST ARGUMENT ...]

Installs what the tests need (a private environment in .venv; Chromium, CJK fonts, LibreOffice, poppler, PostgreSQL with
PostGIS by apt-get), then runs ruff, mypy and pytest with the doctests, a process more than there are processors. Stops before pytest
when ruff or mypy has something to say.

  --oldest   pytest only, in .venv-oldest, with every lower bound of setup.cfg pinned exactly
  --long     also the tests marked long (with a JupyterLab of their own, and Debian's QGIS), and more examples for the
             property tests
  --help     this text

Further arguments go to pytest:  scripts/test.sh -x tests/crs
PYTHON names the interpreter that makes the environment, CHROMIUM the browser.
HELP
}

oldest=
long=
extras="[lint,test]"
pytest_arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --oldest) oldest=1 ;;
        --long)
            long=1
            pytest_arguments+=(-m "" --hypothesis-profile long)
            extras="[lint,test,notebook]"
            ;;
        --help | -h) usage && exit 0 ;;
        *) pytest_arguments+=("$1") ;;
    esac
    shift
done

has_cjk_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }

# Print the first browser that starts: an Ubuntu chromium-browser may be a stub that only asks for a snap.
find_chromium() {
    local name
    for name in ${CHROMIUM:-chromium google-chrome chromium-browser "$@"}; do
        if "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Chromium from the distribution; where that has it only as a snap (Ubuntu), the build that Playwright brings.
prepare_browser() {
    local venv=$1 browser own deps=()
    has_cjk_font || apt_install fontconfig fonts-noto-cjk ||
        stop "the tests of the pages need a CJK font." "As root: apt-get update && apt-get install fontconfig fonts-noto-cjk"
    # The driver of the browser is a Node that asks for one library more than a bare system has.
    "$venv/bin/python" -m playwright --version >/dev/null 2>&1 || apt_install libatomic1 ||
        stop "the driver of the browser does not start." "As root: apt-get update && apt-get install libatomic1"
    if ! browser=$(find_chromium); then
        grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null || apt_install chromium || true
        if ! browser=$(find_chromium); then
            own='from playwright.sync_api import sync_playwright as s; print(s().start().chromium.executable_path)'
            own=$("$venv/bin/python" -c "$own" 2>/dev/null) || own=
            if ! browser=$(find_chromium "$own"); then
                [ "$(id -u)" != 0 ] || deps=(--with-deps)
                say "Fetching the Chromium that Playwright brings ..."
                "$venv/bin/python" -m playwright install "${deps[@]}" chromium >/dev/null 2>&1 </dev/null || true
                browser=$(find_chromium "$own") || stop "the tests of the pages need Chromium." \
                    "As root: apt-get update && apt-get install chromium   (Debian)" \
                    "or, on Ubuntu: sudo ${venv#"$repo"/}/bin/python -m playwright install --with-deps chromium" \
                    "or name any Chrome or Chromium: CHROMIUM=/path/to/chrome $0"
            fi
        fi
    fi
    # The tests look for a program called chromium.
    mkdir -p "$venv/browser"
    ln -sfn "$browser" "$venv/browser/chromium"
    PATH=$venv/browser:$PATH
}

# The workbooks are rendered as an office prints them, and read.
prepare_office() {
    command -v soffice >/dev/null && command -v pdftotext >/dev/null ||
        apt_install libreoffice-calc libreoffice-writer poppler-utils ||
        stop "the tests of the workbooks need LibreOffice Calc and poppler." \
            "As root: apt-get update && apt-get install libreoffice-calc libreoffice-writer poppler-utils"
}

# The tests of the database start a server of their own, in a temporary folder, on a free port of the loopback.
prepare_database() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1) || found=
    { [ -n "$found" ] || command -v initdb >/dev/null; } &&
        [ -n "$(ls /usr/share/postgresql/*/extension/postgis.control "$(pg_config --sharedir 2>/dev/null)/extension/postgis.control" 2>/dev/null)" ] ||
        apt_install postgresql postgresql-postgis ||
        stop "the tests of the database need PostgreSQL with PostGIS." \
            "As root: apt-get update && apt-get install postgresql postgresql-postgis"
}

# In the long run QGIS opens what was styled for it, in the distribution's own Python.
prepare_qgis() {
    /usr/bin/python3 -c 'import qgis.core' 2>/dev/null || apt_install python3-qgis ||
        say "No PyQGIS: its test is skipped. As root: apt-get update && apt-get install python3-qgis"
}

# One more than there are processors: now and then each waits for a browser, an office or a server.
processes=$(($(getconf _NPROCESSORS_ONLN) + 1))
# What the tests import and start is compiled once.
unset PYTHONDONTWRITEBYTECODE
cd "$repo"
if [ -n "$oldest" ]; then
    constraints=$(mktemp)
    # `name>=1.2,<2` becomes `name==1.2`, for the extras as well.
    sed -nE 's/^    ([A-Za-z0-9_.-]+)(\[[a-z]+\])?>=([0-9][0-9A-Za-z.]*).*$/\1==\3/p' setup.cfg | sort -u >"$constraints"
    prepare_environment "$repo/.venv-oldest" "[test]" "$constraints"
    rm -f "$constraints"
    prepare_browser "$repo/.venv-oldest"
    prepare_office
    prepare_database
    .venv-oldest/bin/python -m compileall -q -j 0 hanting_geo
    say "The oldest set: $(.venv-oldest/bin/python -m pip freeze --exclude-editable | paste -sd ' ')"
    exec .venv-oldest/bin/python -m pytest -n "$processes" --dist loadfile "${pytest_arguments[@]}"
fi

prepare_environment "$repo/.venv" "$extras"
prepare_browser "$repo/.venv"
prepare_office
prepare_database
[ -z "$long" ] || prepare_qgis
failed=()
.venv/bin/python -m ruff check --quiet . || failed+=("ruff check")
.venv/bin/python -m ruff format --check --quiet . || failed+=("ruff format --check (mend with: .venv/bin/ruff format .)")
.venv/bin/python -m mypy --no-error-summary --num-workers "$(getconf _NPROCESSORS_ONLN)" || failed+=("mypy")
if [ ${#failed[@]} -gt 0 ]; then
    stop "these checks found something (see above):" "${failed[@]}"
fi
.venv/bin/python -m compileall -q -j 0 hanting_geo
exec .venv/bin/python -m pytest -n "$processes" --dist loadfile "${pytest_arguments[@]}"
