#!/bin/sh
# setup.sh run|test|check|fuzz|bench - brings in what is missing, and nothing else: Debian packages by apt, npm packages
# by the lockfile. Says nothing when all is there. Asks sudo only when it has something to install.
set -eu
what=${1:-run}
cd "$(dirname "$0")/.."
mkdir -p .build

case $what in
run) words='^run ' ;;
test) words='^(run|test) ' ;;
check) words='^(run|test|check) ' ;;
fuzz) words='^(run|test|fuzz) ' ;;
bench) words='^(run|test|bench) ' ;;
*) echo "usage: tools/setup.sh run|test|check|fuzz|bench" >&2; exit 2 ;;
esac

# Two makes at once wait for each other here.
exec 9>.build/setup.lock
flock 9

wanted=$(grep -E "$words" tools/packages.txt | awk '{ print $2 }')
if ! command -v node >/dev/null 2>&1; then wanted="$wanted nodejs"; fi
if ! command -v npm >/dev/null 2>&1; then wanted="$wanted npm"; fi

missing=
for package in $wanted; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
	echo "setup: installing$missing"
	as_root=
	if [ "$(id -u)" != 0 ]; then
		as_root=sudo
		command -v sudo >/dev/null 2>&1 || {
			echo "setup: packages are missing and there is no sudo. As root:" >&2
			echo "    apt-get update && apt-get install --no-install-recommends$missing" >&2
			exit 1
		}
	fi
	# A machine just started is often still busy with its own upgrades: wait for those.
	$as_root apt-get update -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3
	# shellcheck disable=SC2086 # a list of words
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
		-o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 $missing 9>&-
fi
if [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -lt 18 ]; then
	echo "setup: the node in the PATH is $(node --version); 18 or later is needed, or none: then Debian's comes" >&2
	exit 1
fi

lock=$(sha256sum package-lock.json | cut -d ' ' -f 1)
if [ "$(cat node_modules/.juebu-lock 2>/dev/null || true)" != "$lock" ]; then
	echo "setup: npm ci"
	npm ci --no-audit --no-fund --loglevel=error 9>&-
	echo "$lock" >node_modules/.juebu-lock
fi
