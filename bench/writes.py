"""writes.py - durable writes of 64 clients: a matter registered by its form, against the same rows from a C program.

Ours: form, token, permission, checks, nine rows, the seal of the batch, an answer over HTTP. The peer: the nine rows and the
commit, 64 threads of one process with a connection each. Rows are counted on both sides, so neither writes fewer.
"""
import re
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from urllib.parse import quote

from bench import PROGRAM, ROOT, Juebu, Row, build, folder, in_turn, must_be_sound, run, wrk

CLIENTS = 64
OFFICERS = 14
TABLES = ("matter", "matter_step", "duty", "notice", "once_key", "ledger")
ROWS_AN_ACT = {"ledger": 3}


class Sqlite:
    """A demo zone of its own for each side."""
    name, peer_program, must = "SQLite", "juebu-peer-sqlite", 3

    def __init__(self, place):
        self.ours, self.peers = place / "ours.db", place / "peers.db"
        run([PROGRAM, "demo", "--db", self.ours, "--weeks", "1"])
        shutil.copy(self.ours, self.peers)

    def ask(self, db, sql):
        with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as rows:
            return [tuple(row) for row in rows.execute(sql)]


class Postgres:
    """A cluster of its own with the server's own durability; each side in a database of its own."""
    name, peer_program, must = "PostgreSQL", "juebu-peer-postgres", 1.5

    def __init__(self, place):
        self.place = place / "cluster"
        place.chmod(0o755)
        address = run([ROOT / "tests/postgres.sh", "start", self.place, "durable"]).strip()
        self.ours, self.peers = address.replace("/postgres", "/ours"), address.replace("/postgres", "/peers")
        self.admin = address
        for name in ("ours", "peers"):
            self.ask(address, f"CREATE DATABASE {name}")
        run([PROGRAM, "demo", "--db", self.ours, "--weeks", "1"])
        run([PROGRAM, "demo", "--db", self.peers, "--weeks", "1"])

    def ask(self, db, sql):
        lines = run(["psql", "-X", "-A", "-t", "-F", "\t", "-d", db, "-c", sql]).splitlines()
        return [tuple(line.split("\t")) for line in lines]

    def stop(self):
        run([ROOT / "tests/postgres.sh", "stop", self.place])


@contextmanager
def kept(place, kind):
    store = kind(place)
    try:
        yield store
    finally:
        if hasattr(store, "stop"):
            store.stop()


def counts(store, db):
    return {t: int(store.ask(db, f"SELECT count(*) FROM {t}")[0][0]) for t in TABLES}


def must_have_written(before, after, acts, whose):
    """So many acts, so many rows; an act that was done and not counted at the end of the slice is no fault."""
    for table in TABLES:
        each, more = ROWS_AN_ACT.get(table, 1), after[table] - before[table]
        if not acts * each <= more <= (acts + CLIENTS) * each:
            raise RuntimeError(f"{whose}: {acts} acts left {more} rows in {table}, not {acts * each}")


def officers(juebu, place):
    lines = []
    for n in range(1, OFFICERS + 1):
        token = juebu.login(f"officer{n}")
        lines.append(f"{token} {juebu.csrf(token)}")
    file = place / "officers"
    file.write_text("\n".join(lines) + "\n")
    return file


class Poster:
    """Our side: every slice with keys of its own."""

    def __init__(self, juebu, place, seconds):
        self.juebu, self.seconds, self.slices = juebu, seconds, 0
        self.officers = officers(juebu, place)

    def load(self):
        self.slices += 1
        return must_be_sound(wrk(self.juebu.port, self.seconds, CLIENTS, "form.lua", OFFICERS=self.officers, MARK=f"s{self.slices}x",
                                 PLACE=quote("金桥路12号"), PARTY=quote("市民反映的经营者"), TITLE=quote("金桥路渣土车遗撒 ")), "our writes")


def peer_units(store):
    rows = store.ask(store.peers, "SELECT u.id, u.short_name, o.id, h.id FROM unit u JOIN account o ON o.unit_id = u.id AND o.roles = 'officer'"
                                  " JOIN account h ON h.unit_id = u.id AND h.roles = 'head' WHERE u.reports = 1 ORDER BY u.id")
    units = {row[0]: row for row in rows}
    return ["/".join(str(v) for v in row) for row in list(units.values())[:OFFICERS]]


def against(kind, sizes):
    with folder() as place, kept(place, kind) as store, Juebu(store.ours) as juebu:
        poster, units = Poster(juebu, place, sizes.seconds), peer_units(store)

        def ours():
            before = counts(store, store.ours)
            load = poster.load()
            must_have_written(before, counts(store, store.ours), load.requests, "ours")
            return load.rate

        def peers():
            before = counts(store, store.peers)
            acts, seconds, failed = run([ROOT / "build" / store.peer_program, store.peers, CLIENTS, sizes.seconds, *units]).split()
            must_have_written(before, counts(store, store.peers), int(acts), "peer")
            if int(failed):
                raise RuntimeError(f"{failed} of the peer's transactions failed")
            return int(acts) / float(seconds)

        mine, theirs = in_turn(sizes, ours, peers)
    return Row(f"durable writes of {CLIENTS} clients, form to answer, on {kind.name}", f"the same rows in {kind.name}, a transaction per request",
               mine, theirs, "acts/s", kind.must)


def fsyncs(sizes):
    """Counted by strace around serve: of everything it does between start and stop."""
    with folder() as place:
        store = Sqlite(place)
        told = place / "strace"
        with Juebu(store.ours, ["strace", "-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync", "-o", told]) as juebu:
            acts = Poster(juebu, place, sizes.seconds).load().requests
        calls = sum(int(n) for n in re.findall(r"(\d+)\s+(?:\d+\s+)?(?:fsync|fdatasync)$", told.read_text(), re.M))
    return Row("fsyncs per durable act of 64 clients, by strace", "an fsync per act", calls, acts, "of", 1 / 8, at_most=True)


def measure(sizes):
    build("juebu", "juebu-peer-sqlite", "juebu-peer-postgres")
    yield fsyncs(sizes)
    yield against(Sqlite, sizes)
    yield against(Postgres, sizes)
