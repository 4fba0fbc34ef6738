#!/bin/sh
# postgres.sh start FOLDER [durable] | restart FOLDER fast|immediate | stop FOLDER - a PostgreSQL 15 cluster of our own for tests and benches, in FOLDER.
# start prints its address. Never touches a cluster of the machine. It keeps nothing safe (fsync off) unless durable, which
# leaves durability and memory as the server's own settings have them; trusts everybody on loopback and is gone after stop. initdb refuses root, so as root it runs as postgres or nobody.
set -eu
usage() { echo "usage: tests/postgres.sh start FOLDER [durable] | restart FOLDER fast|immediate | stop FOLDER" >&2; exit 2; }
[ $# = 2 ] || [ "$*" = "start ${2:-} durable" ] || [ "$*" = "restart ${2:-} ${3:-}" ] || usage
folder=$2
how=${3:-hasty}
bin=/usr/lib/postgresql/15/bin

if [ "$(id -u)" = 0 ]; then
	account=postgres
	id "$account" >/dev/null 2>&1 || account=nobody
	as() { setpriv --reuid="$account" --regid="$(id -g "$account")" --clear-groups env HOME="$folder" "$@"; }
else
	as() { "$@"; }
fi

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start() {
	mkdir -p "$folder"
	[ "$(id -u)" != 0 ] || chown "$account" "$folder"
	as "$bin/initdb" -D "$folder/data" -U juebu -A trust -E UTF8 --locale=C --no-sync >"$folder.log" 2>&1 ||
		{ cat "$folder.log" >&2; exit 1; }
	# Another process may take the free port before the server does: then take the next.
	for try in 1 2 3 4 5; do
		port=$(free_port)
		cat >"$folder/settings" <<-END
			port = $port
			listen_addresses = '127.0.0.1'
			unix_socket_directories = '$folder'
			max_connections = 200
			timezone = 'UTC'
			log_min_messages = warning
		END
		[ "$how" = durable ] || cat >>"$folder/settings" <<-END
			fsync = off
			synchronous_commit = off
			full_page_writes = off
			autovacuum = off
			shared_buffers = 64MB
		END
		cat "$folder/settings" >"$folder/data/postgresql.auto.conf"
		if (cd / && as "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 start) >>"$folder.log" 2>&1; then
			echo "postgresql://juebu@127.0.0.1:$port/postgres"
			exit 0
		fi
	done
	echo "postgres.sh: the server did not start" >&2
	cat "$folder.log" "$folder/server.log" >&2
	exit 1
}

case $1 in
start) start ;;
restart)
	(cd / && as "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -m "$how" -w -t 60 restart) >>"$folder.log" 2>&1
	;;
stop)
	(cd / && as "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop) >/dev/null 2>&1 || true
	rm -rf "$folder" "$folder.log"
	;;
*) usage ;;
esac
