#!/bin/sh
# fuzz.sh SECONDS [NAME] - runs each fuzzer (or fuzz/NAME_fuzz.c) that long. What it learns stays in .build/corpus; what
# breaks something is left in .build/fuzz/crash-…: make it small, put it into fuzz/corpus/NAME, mend the code.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
tools/build.sh .build/fuzz fuzzers
failed=0
for file in fuzz/*_fuzz.c; do
	name=$(basename "$file" _fuzz.c)
	[ $# -lt 2 ] || [ "$2" = "$name" ] || continue
	echo "== $name"
	mkdir -p ".build/corpus/$name"
	".build/fuzz/${name}_fuzz" -max_total_time="$seconds" -max_len=65536 -timeout=10 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix=.build/fuzz/crash-"$name"- ".build/corpus/$name" "fuzz/corpus/$name" || failed=1
done
exit "$failed"
