#!/usr/bin/env python3
"""Lists what the build is made of, so that a new clause folder needs no line in meson.build.

Prints one "kind path" per line and keeps the same list in .build/sources.txt, written only when it changed:
meson.build reads that file, so ninja configures again by itself when a file came or went.
"""
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def walk(folder, *endings):
    for place, folders, files in os.walk(ROOT / folder):
        folders.sort()
        for name in sorted(files):
            if name.endswith(endings) and not name.startswith("."):
                yield (Path(place) / name).relative_to(ROOT).as_posix()


def kind_of(path):
    if path == "src/app/main.c":
        return "main"
    return "test" if path.endswith("_test.c") else "library"


def sources():
    for path in walk("src", ".c"):
        yield kind_of(path), path
    for path in sorted(p.name for p in (ROOT / "tests").glob("*.c")):
        yield "test", "tests/" + path
    for path in walk("fuzz", "_fuzz.c"):
        yield "fuzz", path
    for path in walk("schema", ".sql"):
        yield "embedded", path
    for path in walk("data", ".txt", ".csv"):
        yield "embedded", path
    for path in walk("docs/clauses", ".md"):
        yield "embedded", path
    for path in walk("web", ".css", ".mjs", ".js", ".txt", ".svg", ".ico", ".json", ".webmanifest"):
        yield "web", path


def main():
    text = "".join(f"{kind} {path}\n" for kind, path in sources())
    kept = ROOT / ".build" / "sources.txt"
    kept.parent.mkdir(exist_ok=True)
    if not kept.exists() or kept.read_text() != text:
        kept.write_text(text)
    if "--quiet" not in sys.argv:
        sys.stdout.write(text)


main()
