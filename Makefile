# The front door. Behind it: tools/setup.sh (what is missing), meson and ninja (tools/build.sh), tests/run.
#
#   make run      set up, build, fill a demo zone up to now, serve http://127.0.0.1:8080
#   make test     set up, build, run every test; TEST=word runs those whose "file:sentence" contains the word
#   make build    only build/juebu
#   make bless    write the expected answers of tests/data anew; look at what changed
#   make check    formatting, lint, arrows, house rules
#   make bench    ratios to nginx, fossil, SQLite, PostgreSQL in one run, into bench/RESULTS.md; BENCH=pages runs one
#   make fuzz     each fuzzer for SECONDS=60; FUZZ=name runs one
#   make clean    removes what was built; the demo database in run/ stays

DB ?= run/juebu.db
LISTEN ?= 127.0.0.1:8080
SECONDS ?= 60
# The sources are UTF-8, whatever the terminal speaks.
export LC_ALL := C.UTF-8

build:
	@tools/setup.sh run
	@tools/build.sh build

run: build
	@mkdir -p $(dir $(DB))
	@test -e $(DB) || { trap 'rm -f $(DB)*; exit 1' INT TERM; build/juebu demo --db $(DB) || { rm -f $(DB)*; exit 1; }; }
	@exec build/juebu serve --db $(DB) --listen $(LISTEN)

test:
	@tools/setup.sh test
	@tests/run $(TEST)

bless:
	@tools/setup.sh test
	@tools/build.sh build juebu-test
	@JUEBU_BLESS=1 build/juebu-test matrix_test
	@git diff --stat -- tests/data

check:
	@tools/setup.sh check
	@tools/check.sh

fuzz:
	@tools/setup.sh fuzz
	@tools/fuzz.sh $(SECONDS) $(FUZZ)

bench:
	@tools/setup.sh bench
	@python3 bench/run.py $(BENCH)

clean:
	rm -rf build .build

.PHONY: build run test bless check fuzz bench clean
