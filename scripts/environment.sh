# shellcheck shell=bash
# Sourced by run.sh and test.sh: a private environment, made once and left alone while setup.cfg and pyproject.toml stay
# as they are. Nothing outside the repository is touched, except Debian packages that apt-get is asked for.

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
install_hint="On a closed network, build a wheelhouse elsewhere with scripts/offline_kit.py and follow its README.txt."

say() { printf '%s\n' "$*" >&2; }

# stop REASON [WHAT TO DO ...]
stop() {
    say "hanting_geo cannot go on: $1"
    shift
    local line
    for line in "$@"; do say "  $line"; done
    exit 1
}

# apt_install PACKAGE...: as root or with a sudo that asks nothing; fails where neither is to be had.
apt_install() {
    local root=() log
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || return 1
        root=(sudo -n)
    fi
    say "Installing $* with apt-get ..."
    log=$(mktemp)
    local get=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
    # The lists of a fresh container are empty or old: bring them up to date only when the first try fails.
    if "${get[@]}" install --no-install-recommends "$@" >"$log" 2>&1 </dev/null ||
        { "${get[@]}" update && "${get[@]}" install --no-install-recommends "$@"; } >>"$log" 2>&1 </dev/null; then
        rm -f "$log"
        return 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
}

# Print the first interpreter that is new enough; $PYTHON names one outright. One that every dependency has wheels for
# (fiona: up to 3.13) goes before a newer one.
find_python() {
    local candidate limit
    for limit in 3,14 4,0; do
        for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
            if "$candidate" -c "import sys; sys.exit(not (3, 11) <= sys.version_info < ($limit))" >/dev/null 2>&1; then
                command -v "$candidate"
                return 0
            fi
        done
    done
    return 1
}

make_environment() {
    local venv=$1 python version
    python=$(find_python) || stop "no Python 3.11 or newer${PYTHON:+ (PYTHON=$PYTHON)}." \
        "Install one ('apt-get install python3 python3-venv' on Debian 12, Ubuntu 24.04 or newer), or name one: PYTHON=/path/to/python3.11 $0"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        # The package named after the version serves an interpreter that is not the distribution's default.
        apt_install python3-venv && "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install "$version" ||
            stop "$python has no venv module with pip in it." "As root: apt-get install python3-venv   (or $version)"
    fi
    say "Making the private environment ${venv#"$repo"/} with $("$python" --version 2>&1) ..."
    "$python" -m venv --clear "$venv" >&2 || stop "the environment $venv could not be made (see above)." \
        "Check that the disk is not full and that you may write to $repo."
}

# prepare_environment VENV EXTRAS [CONSTRAINTS]: VENV holds the project (editable) with EXTRAS ("" or "[test]").
prepare_environment() {
    local venv=$1 extras=$2 constraints=${3:-} hash want log
    hash=$(cat "$repo/setup.cfg" "$repo/pyproject.toml" "$repo/scripts/environment.sh" | sha256sum | cut -c 1-64)
    want="$hash $repo $extras"
    # A longer list of extras serves a shorter one: the main job runs in the tests' environment.
    if [ -x "$venv/bin/python" ] && grep -qF -- "${want%]}" "$venv/.installed" 2>/dev/null; then
        return 0
    fi
    if ! mkdir -p "$venv" 2>/dev/null || [ ! -w "$venv" ]; then
        stop "no permission to write to $venv." "Clone the repository into a folder of your own, or ask its owner."
    fi
    "$venv/bin/python" -c 'import pip' >/dev/null 2>&1 || make_environment "$venv"
    say "Installing hanting_geo$extras and what it needs into ${venv#"$repo"/} (only when setup.cfg has changed) ..."
    log=$venv/install.log
    # Wheels only for what would otherwise ask for a C++ compiler and the GDAL headers. A newer pip than Debian's reads
    # what a wheel needs without fetching it: scripts/offline_kit.py takes seconds instead of a minute.
    if ! "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --retries 2 \
        --only-binary fiona,matplotlib,numpy,pandas,pyarrow,pydantic-core,pyogrio,pyproj,rasterio,scikit-learn,scipy,shapely \
        ${constraints:+--constraint "$constraints"} "pip>=25" --editable "$repo$extras" >"$log" 2>&1 </dev/null; then
        grep -E '^ *ERROR' "$log" | tail -n 5 >&2 || tail -n 12 "$log" >&2
        if grep -qE 'NewConnectionError|NameResolution|ConnectTimeout|ReadTimeout|ProxyError|Max retries|Retrying|No route' "$log"; then
            stop "the package registry cannot be reached." \
                "Check the network or proxy (pip reads PIP_INDEX_URL and https_proxy), then run the same command again." "$install_hint"
        elif grep -qE 'No matching distribution|Could not find a version' "$log"; then
            stop "the package registry has no fitting package (named above) for $("$venv/bin/python" --version)." \
                "If the registry is a mirror, it may be behind. Another Python may help: PYTHON=python3.13 $0 after removing ${venv##*/}." \
                "$install_hint"
        elif grep -qE 'No space left' "$log"; then
            stop "the disk is full."
        fi
        stop "pip could not install the project (the whole log: $log)."
    fi
    printf '%s\n' "$want" >"$venv/.installed"
}
