#!/bin/sh
# check.sh - all that can be said about the source without running it: arrows, house rules, documents, formatting,
# clang-tidy.
# Goes through all of them and fails at the end if one did.
set -u
cd "$(dirname "$0")/.."
failed=0
say() { echo "== $1"; }

tools/build.sh build juebu || exit 1
tools/build.sh .build/clang juebu || exit 1
say arrows && { tools/check_arrows.py || failed=1; }
say "house rules" && { tools/check_house.py || failed=1; }
say documents && { tools/check_rules.py || failed=1; }
say formatting && { tools/check_format.py || failed=1; }
# clang's own compile commands: gcc's hold switches that clang-tidy does not know.
say clang-tidy && {
	find src -name '*.c' ! -name '*_test.c' -print0 | sort -z |
		xargs -0 -n 4 -P "$(nproc)" clang-tidy --quiet -p .build/clang 2>/dev/null || failed=1
}
[ "$failed" = 0 ] && echo "check: nothing to say"
exit "$failed"
