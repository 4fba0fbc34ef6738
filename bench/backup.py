"""backup.py - juebu backup and juebu restore of a million rows, against a bare copy and against pg_dump and pg_restore.

Ours reads one snapshot, writes a compact copy with its sum, and restores only after every seal and every row was looked at; the
peers do none of that. So the ratios say what the looking costs.
"""
import os
import shutil
import sqlite3
import time

from bench import PROGRAM, ROOT, Row, Sizes, folder, median, run
from pages import register

ROWS_A_MATTER = 8
PG_BIN = "/usr/lib/postgresql/15/bin"


def timed(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began


def copied(db, to):
    """sqlite3's own .backup, then what cp would do once more, on the disk."""
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as source, sqlite3.connect(to) as target:
        source.backup(target)
    target.close()
    shutil.copyfile(to, f"{to}.cp")
    for name in (to, f"{to}.cp"):
        with open(name, "rb+") as file:
            os.fsync(file.fileno())


def rows_in(file):
    with sqlite3.connect(f"file:{file}?immutable=1", uri=True) as rows:
        tables = [t for (t,) in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        return sum(rows.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)


def on_a_file(place, db, rounds):
    ours, peers, restores = [], [], []
    for i in range(rounds):
        backup = place / f"{i}.jb"
        ours.append(timed(lambda: run([PROGRAM, "backup", backup, "--db", db])))
        peers.append(timed(lambda: copied(db, place / f"{i}.copy")))
        restores.append(timed(lambda: run([PROGRAM, "restore", backup, "--db", place / f"{i}.db"])))
        for leftover in (f"{i}.copy", f"{i}.copy.cp", f"{i}.db"):
            (place / leftover).unlink()
    size = backup.stat().st_size
    what, note = f"{rows_in(backup):,} rows", f"database {db.stat().st_size / 1e6:,.0f} MB, backup {size / 1e6:,.0f} MB"
    yield Row(f"juebu backup, SQLite, {what}", "sqlite3 .backup and cp, synced", median(ours), median(peers), "s", inverse=True, note=note)
    yield Row(f"juebu restore with verify, SQLite, {what}", "the same copy, nothing looked at", median(restores), median(peers), "s",
              inverse=True)


def on_a_server(place, backup, rounds):
    address = run([ROOT / "tests/postgres.sh", "start", place / "pg"]).strip().split("\n")[-1]
    ours, dumps, restores, pg_restores = [], [], [], []

    def database(name):
        run([f"{PG_BIN}/psql", "-Xq", address, "-c", f"CREATE DATABASE {name}"])
        return address.removesuffix("postgres") + name

    try:
        for i in range(rounds):
            db, other = database(f"ours{i}"), database(f"peer{i}")
            restores.append(timed(lambda: run([PROGRAM, "restore", backup, "--db", db])))
            ours.append(timed(lambda: run([PROGRAM, "backup", place / f"pg{i}.jb", "--db", db])))
            dumps.append(timed(lambda: run([f"{PG_BIN}/pg_dump", "-Fc", "-f", place / f"{i}.dump", db])))
            pg_restores.append(timed(lambda: run([f"{PG_BIN}/pg_restore", "-d", other, place / f"{i}.dump"])))
    finally:
        run([ROOT / "tests/postgres.sh", "stop", place / "pg"])
    sizes = f"backup {(place / 'pg0.jb').stat().st_size / 1e6:,.0f} MB, dump {(place / '0.dump').stat().st_size / 1e6:,.0f} MB"
    yield Row("juebu backup, PostgreSQL, the same rows", "pg_dump -Fc", median(ours), median(dumps), "s", inverse=True, note=sizes)
    yield Row("juebu restore with verify, PostgreSQL", "pg_restore, nothing looked at", median(restores), median(pg_restores), "s",
              inverse=True)


def measure(sizes):
    matters = sizes.matters if sizes.tiny else 1_000_000 // ROWS_A_MATTER
    rounds = 1 if sizes.tiny else 3
    db = register(Sizes(matters=matters))
    with folder() as place:
        os.chmod(place, 0o755)
        yield from on_a_file(place, db, rounds)
        yield from on_a_server(place, place / f"{rounds - 1}.jb", rounds)
