#!/usr/bin/env python3
"""The small rules of the house. Prints file:line and one sentence for each break; exit 1 if any.

A rule has a name; tools/exceptions.txt may excuse one rule in one file, with a reason and a date. An exception
that excuses nothing any more is a break itself, so that the list only shrinks.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 1000, 70
LICENCE = "/* SPDX-License-Identifier: AGPL-3.0-or-later */"

MEMORY = "memory comes from the act's arena and ends with it (base/arena.h)"
CLOCK = "the clock is read once, at the door; below it is act->now"
UNBOUNDED = "it does not know how long the place is; use struct strbuf or str_format (base/str.h)"
BANNED = {
    "malloc": MEMORY, "calloc": MEMORY, "realloc": MEMORY, "free": MEMORY, "strdup": MEMORY, "asprintf": MEMORY,
    "strcpy": UNBOUNDED, "strcat": UNBOUNDED, "sprintf": UNBOUNDED,
    "strtok": "it changes its text and remembers; use str_cut (base/str.h)",
    "time": CLOCK, "localtime": CLOCK, "gmtime": CLOCK, "mktime": CLOCK, "clock_gettime": CLOCK, "gettimeofday": CLOCK,
    "atoi": "it cannot say no; use str_to_int (base/str.h)",
    "rand": "it can be guessed; use libsodium's randombytes",
    "system": "no shell is ever asked",
    "getenv": "settings come from the command line and the page 设置; only app/ may look at the environment",
}
BANNED_CALL = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")
AT_HOME = {"base": set(BANNED) - {"getenv", "system", "rand"}, "app": {"getenv", "clock_gettime"}, "http": {"clock_gettime"},
           "store": {"clock_gettime"}}
DATABASE = re.compile(r"sqlite|postgres|\bpq[A-Z]|\bPQ[a-z]", re.I)
STATEMENT = re.compile(r"\bstruct\s+sql\b[^;(*]*=")
QUERY = re.compile(r"\bstore_query\s*\(\s*[^,()]+(?:\([^()]*\))?[^,()]*,\s*([^)]*)\)")
ICON = re.compile(r'\bpage_(?:icon|button_link|submit)\s*\([^,"]+,\s*"([^"]*)"|"/[\w/-]*",\s*"([a-z0-9-]+)",\s*&CAN')
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


def blank(text):
    return re.sub(r"[^\n]", " ", text)


PIECES = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(text):
    return PIECES.sub(lambda piece: blank(piece[0]) if piece[0].startswith("/") else piece[0], text)


def without_strings(text):
    return PIECES.sub(lambda piece: blank(piece[0]), text)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


class File:
    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text()
        self.code = without_comments(self.text)
        self.bare = without_strings(self.code)
        parts = path.relative_to(ROOT).parts
        self.place = parts[1] if parts[0] == "src" else parts[0]
        self.is_test = self.name.endswith(("_test.c", "_test.h")) or parts[0] == "tests"


# Each rule yields (line, rule, sentence).

def licence(file):
    if not file.text.startswith(LICENCE):
        yield 1, "licence", f"the first line is {LICENCE}"


def banned_words(file):
    if file.is_test:
        return
    for found in BANNED_CALL.finditer(file.bare):
        word = found[1]
        if word not in AT_HOME.get(file.place, ()):
            yield line_of(file.bare, found.start()), word, f"{word}(): {BANNED[word]}"


def databases(file):
    if file.is_test or file.place == "store":
        return
    for found in DATABASE.finditer(file.code):
        yield (line_of(file.code, found.start()), "database",
               "no level above store/ knows which database it is; ask for what is needed in store/ and name it there")


def queries(file):
    if file.is_test or file.place in ("store", "record") or file.path.suffix == ".h":
        return
    for found in QUERY.finditer(file.code):
        if not re.fullmatch(r"([^?]*\?\s*&[A-Z][A-Z0-9_]*\s*:\s*)?&[A-Z][A-Z0-9_]*", found[1].strip()):
            yield (line_of(file.code, found.start()), "query",
                   f"store_query runs &CONSTANT statements only, not {found[1].strip()}: what a test cannot prepare, nobody has checked")


def statements(file):
    if file.is_test or file.place in ("store", "record") or file.name.endswith(("_store.c", ".h")):
        return
    for found in STATEMENT.finditer(file.code):
        yield (line_of(file.code, found.start()), "statement",
               "SQL stands in the folder's *_store.c, so that one file shows all a slice does to the database")


def lengths(file):
    lines = file.text.split("\n")
    if len(lines) > LONGEST_FILE:
        yield LONGEST_FILE, "long-file", f"{len(lines)} lines; at {LONGEST_FILE} a file is split by role"
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            if number - start > LONGEST_FUNCTION:
                yield start, "long-function", f"{number - start} lines; at {LONGEST_FUNCTION} a function becomes two"
            start = None


def icons(file):
    for found in ICON.finditer(file.code):
        name = found[1] or found[2]
        if name and name not in KNOWN_ICONS:
            yield line_of(file.code, found.start()), "icon", f'the icon "{name}" is not in web/icons.txt; add its line'


def unfinished(file):
    for found in UNFINISHED.finditer(file.text):
        yield line_of(file.text, found.start()), "unfinished", f"{found[1]}: do it, or open an issue that says what it waits for"


KNOWN_ICONS = set((ROOT / "web/icons.txt").read_text().split())
RULES = [licence, banned_words, databases, queries, statements, lengths, icons, unfinished]
# Constants that hold addresses are written once, by the loader, and stand in .data.rel.ro.
WRITABLE = re.compile(r"^\S+ .{7} (\.t?(?:data|bss)(?!\.rel\.ro)\S*)\s+0*([1-9a-f][0-9a-f]*)\s+(\S+)$", re.M)


def writable_symbols():
    """A clause keeps nothing between two acts but rows: its objects hold no variable."""
    for path in sorted((ROOT / "src/clauses").rglob("*.c")):
        name = path.relative_to(ROOT).as_posix()
        thing = ROOT / "build/libjuebu.a.p" / (name.replace("/", "_") + ".o")
        if not thing.exists():
            continue
        table = subprocess.run(["objdump", "-t", str(thing)], capture_output=True, text=True, check=True).stdout
        for found in WRITABLE.finditer(table):
            yield name, 1, "writable", f"{found[3]} can be written ({found[1]}): a clause keeps nothing between two acts but rows; make it const"


def breaks():
    files = [File(path) for folder in ("src", "tests") for path in sorted((ROOT / folder).rglob("*.[ch]"))]
    for file in files:
        for rule in RULES:
            for line, name, sentence in rule(file):
                yield file.name, line, name, sentence
    yield from writable_symbols()


def exceptions():
    """{(file, rule): line in exceptions.txt}"""
    excused = {}
    for number, line in enumerate((ROOT / "tools/exceptions.txt").read_text().split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(None, 3)
        if len(words) < 4 or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", words[2]):
            sys.exit(f"tools/exceptions.txt:{number}: a line is: file rule YYYY-MM-DD reason")
        excused[words[0], words[1]] = number
    return excused


def main():
    excused, used, count = exceptions(), set(), 0
    for name, line, rule, sentence in breaks():
        if (name, rule) in excused:
            used.add((name, rule))
            continue
        count += 1
        print(f"{name}:{line}: {sentence}  [{rule}]")
    for key in sorted(set(excused) - used):
        count += 1
        print(f"tools/exceptions.txt:{excused[key]}: {key[0]} needs no exception for {key[1]} any more; take the line out")
    sys.exit(1 if count else 0)


main()
