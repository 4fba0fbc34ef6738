#!/usr/bin/env python3
"""Includes point down. Prints file:line and one sentence for each that does not; exit 1 if any.

The table below is the house (ARCHITECTURE.md). A folder may include its own headers and those of folders with a
smaller number; a clause never includes another clause; a wrapped library is seen only where it is wrapped.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
LEVELS = {
    "base": 0, "calendar": 1, "vault": 1, "geo": 1, "sheet": 2, "store": 2, "http": 2, "ledger": 3, "record": 4, "file": 4, "people": 5,
    "notify": 6, "track": 6, "duty": 7, "clause": 8, "page": 9, "api": 9, "document": 9, "matter": 10, "regime": 10, "clauses": 11,
    "gateway": 11, "app": 12,
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
SYSTEM = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.M)
# A library is seen only in the folder that wraps it.
WRAPPED = {"cairo.h": "document", "cairo-pdf.h": "document", "pango/pangocairo.h": "document", "microhttpd.h": "http", "sqlite3.h": "store", "libpq-fe.h": "store", "xlsxwriter.h": "sheet",
           "magic.h": "file", "glib.h": "file", "geos_c.h": "geo", "expat.h": "geo"}


def place_of(path):
    """("clauses/weekly", 11) for src/clauses/weekly/x.c; the level None if the folder has none."""
    parts = Path(path).parts
    if parts[0] == "clauses" and len(parts) > 2:
        return "/".join(parts[:2]), LEVELS["clauses"]
    return parts[0], LEVELS.get(parts[0])


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def include_faults(path, text):
    place, level = place_of(path)
    for found in INCLUDE.finditer(text):
        target = found[1]
        line = line_of(text, found.start())
        if target.startswith(("tests/", "fuzz/")):
            if not path.name.endswith(("_test.c", "_test.h")):
                yield line, "only *_test.c and *_test.h may include the tests' headers"
            continue
        if not (SRC / target).exists():
            yield line, f'"{target}" is not under src/; includes are written from src/, as "base/str.h"'
            continue
        other, other_level = place_of(target)
        if other_level is None or other == place:
            continue
        if path.name.endswith(("_test.c", "_test.h")):
            continue
        if level == other_level == LEVELS["clauses"]:
            yield line, f"{place} includes {other}: clauses meet in events, duties and figures, never in each other's headers"
        elif other_level >= level:
            yield line, f"{place} (level {level}) includes {other} (level {other_level}): includes point to lower numbers only"


def library_faults(path, text):
    place, _ = place_of(path)
    for found in SYSTEM.finditer(text):
        home = WRAPPED.get(found[1])
        if home and home != place:
            yield line_of(text, found.start()), f"<{found[1]}> is seen only in src/{home}/; use its header"


def faults():
    for file in sorted(SRC.rglob("*.[ch]")):
        path = file.relative_to(SRC)
        text = file.read_text()
        if len(path.parts) < 2 or path.parts[0] not in LEVELS:
            yield f"src/{path}:1: the folder has no level; give it a line in tools/check_arrows.py and ARCHITECTURE.md"
            continue
        for check in (include_faults, library_faults):
            for line, sentence in check(path, text):
                yield f"src/{path}:{line}: {sentence}"


def main():
    found = list(faults())
    for fault in found:
        print(fault)
    if not found and "--stamp" in sys.argv:
        Path(sys.argv[sys.argv.index("--stamp") + 1]).touch()
    sys.exit(1 if found else 0)


main()
