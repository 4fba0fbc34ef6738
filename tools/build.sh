#!/bin/sh
# build.sh FOLDER [TARGET] - configures a build folder if need be and builds. The folder's name says how:
# build (gcc, release), .build/clang (clang's warnings), .build/asan (gcc, address and undefined sanitizers),
# .build/fuzz (clang, libFuzzer and the same sanitizers).
set -eu
cd "$(dirname "$0")/.."
folder=$1
target=${2:-juebu}
jobs=${JOBS:-$(nproc)}
log=.build/$(basename "$folder").log
mkdir -p .build

# Two makes at once wait for each other here; ninja inherits the lock.
exec 9>".build/$(basename "$folder").lock"
flock 9

if [ ! -f "$folder/build.ninja" ]; then
	rm -rf "$folder"
	case $folder in
	build) compiler=gcc; options= ;;
	.build/clang) compiler=clang; options='-Doptimization=1 -Ddebug=true' ;;
	.build/asan) compiler=gcc; options='-Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined' ;;
	.build/fuzz) compiler=clang; options='-Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true' ;;
	*) echo "build.sh: $folder is none of build, .build/clang, .build/asan, .build/fuzz" >&2; exit 2 ;;
	esac
	# shellcheck disable=SC2086 # a list of words
	CC=$compiler meson setup $options "$folder" >"$log" 2>&1 || { cat "$log"; exit 1; }
fi
python3 tools/sources.py --quiet
exec ninja -C "$folder" -j "$jobs" -k 0 --quiet "$target"
