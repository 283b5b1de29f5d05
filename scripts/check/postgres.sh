# A private PostgreSQL cluster for the tests, on loopback and a free port, gone when the shell that sourced this ends.
# Sourced after tools.sh. start_postgres sets and exports INSIGNE_TEST_PG; stop_postgres is for the exit trap.
# shellcheck shell=bash

postgres_folder=""

# initdb refuses root, so root acts as the user that the package made.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
    "${python:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_postgres() {
    [ -n "${INSIGNE_TEST_PG:-}" ] && return
    need_python
    postgres_folder=$(mktemp -d /tmp/insigne-postgres.XXXXXX)
    if [ "$(id -u)" = 0 ]; then chown postgres: "$postgres_folder"; fi
    as_postgres "$postgres_bin/initdb" --pgdata "$postgres_folder/data" --auth trust --username postgres --encoding UTF8 --locale C.UTF-8 --no-sync >"$tools/initdb.log" 2>&1 ||
        { cat "$tools/initdb.log" >&2; return 1; }
    local port
    port=$(free_port)
    # Nothing here outlives the run, so nothing is made to survive a power cut.
    as_postgres "$postgres_bin/pg_ctl" --pgdata "$postgres_folder/data" --log "$postgres_folder/log" --wait --silent start --options \
        "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" \
        >/dev/null </dev/null || { cat "$postgres_folder/log" >&2; return 1; }
    export INSIGNE_TEST_PG="postgres://postgres@127.0.0.1:$port/postgres"
    say "PostgreSQL $("$postgres_bin/postgres" --version | cut -d' ' -f3) on 127.0.0.1:$port, in $postgres_folder"
}

stop_postgres() {
    [ -n "$postgres_folder" ] || return 0
    as_postgres "$postgres_bin/pg_ctl" --pgdata "$postgres_folder/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$postgres_folder"
    postgres_folder=""
}
