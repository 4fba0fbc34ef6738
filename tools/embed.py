#!/usr/bin/env python3
"""embed.py OUT_S OUT_C WORK - puts the files the program carries into it.

  assets[]      web/ as built by tools/web.mjs, hashed names, with gzip        http/http.h
  migrations[]  schema/*.sql in the order of their names                       store/store.h
  data_files[]  data/** as "holidays.txt", docs/clauses/* as "clauses/…"       base/data.h

The bytes go in by .incbin (one large C array takes a compiler seconds); the tables are C beside them. The
assembler text carries each file's hash, so that a changed file is a changed text and is assembled again.
"""
import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".ico": "image/x-icon", ".png": "image/png", ".txt": "text/plain; charset=utf-8",
    ".json": "application/json", ".webmanifest": "application/manifest+json",
}


class Bytes:
    """The assembler half: every blob once, by number."""

    def __init__(self, work):
        self.work, self.lines = work, ["\t.section .rodata"]
        self.names = []

    def add(self, path, content):
        name = f"embedded_{len(self.names)}"
        self.names.append(name)
        digest = hashlib.sha256(content).hexdigest()
        self.lines += [f"\t.balign 16 /* {digest} */", f"\t.globl {name}", f"\t.hidden {name}", f"{name}:",
                       f'\t.incbin "{path}"', "\t.byte 0"]
        return name

    def add_made(self, label, content):
        path = self.work / label
        path.write_bytes(content)
        return self.add(path.resolve(), content)

    def text(self):
        return "\n".join(self.lines + ['\t.section .note.GNU-stack,"",@progbits', ""])


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def asset_rows(blobs, web, work):
    for path in sorted(p for p in web.rglob("*") if p.is_file()):
        content = path.read_bytes()
        hashed = path.parent.name == "assets"
        if path.suffix not in TYPES:
            sys.exit(f"{path}: no content type for {path.suffix} in tools/embed.py; add one")
        digest = hashlib.sha256(content).hexdigest()[:8]
        address = f"/assets/{path.stem}-{digest}{path.suffix}" if hashed else f"/{path.name}"
        plain = blobs.add(path.resolve(), content)
        packed = gzip.compress(content, 9, mtime=0)
        small = blobs.add_made(path.name + ".gz", packed) if len(packed) < len(content) else None
        yield (f"\t{{ {c_string(address)}, {c_string(path.name)}, {c_string(TYPES[path.suffix])},\n"
               f"\t  {plain}, {len(content)}, {small or 'NULL'}, {len(packed) if small else 0}, "
               f"{'true' if hashed else 'false'} }},")


def data_rows(blobs):
    files = [(p.relative_to(ROOT / "data").as_posix(), p) for p in (ROOT / "data").rglob("*")
             if p.suffix in (".txt", ".csv")]
    files += [("clauses/" + p.name, p) for p in (ROOT / "docs" / "clauses").glob("*.md")]
    for name, path in sorted(files):
        content = path.read_bytes()
        yield f"\t{{ {c_string(name)}, (const char *){blobs.add(path, content)}, {len(content)} }},"


def migration_rows(blobs):
    for path in sorted((ROOT / "schema").glob("*.sql")):
        yield f"\t{{ {c_string(path.stem)}, (const char *){blobs.add(path, path.read_bytes())} }},"


def table(declaration, rows, end):
    return [f"const struct {declaration} = {{", *rows, f"\t{end}", "};", ""]


def main():
    out_s, out_c, work = (Path(argument) for argument in sys.argv[1:4])
    web = work / "web"
    work.mkdir(parents=True, exist_ok=True)
    subprocess.run(["node", str(ROOT / "tools" / "web.mjs"), str(web.resolve())], check=True)
    blobs = Bytes(work)
    tables = table("asset assets[]", list(asset_rows(blobs, web, work)), "{ .path = NULL }")
    tables += table("migration migrations[]", list(migration_rows(blobs)), "{ .name = NULL }")
    tables += table("data_file data_files[]", list(data_rows(blobs)), "{ .name = NULL }")
    head = ["/* Made by tools/embed.py at build. */", '#include "base/data.h"', '#include "http/http.h"',
            '#include "store/store.h"', ""]
    names = [f'extern const unsigned char {name}[] __attribute__((visibility("hidden")));' for name in blobs.names]
    out_c.write_text("\n".join(head + names + [""] + tables))
    out_s.write_text(blobs.text())


main()
