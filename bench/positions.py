"""positions.py - terminals in vehicles: taken in over JT/T 808, held open, kept at rest.

Ours: 1,000 connections that send as fast as they are answered, 32 messages ahead, from a process on the same two cores; each
position is read out of its frame, stored, sealed off by a commit, answered. The peer: the same positions inserted into SQLite,
10,000 rows a transaction, with one index; no frames, no sockets, no answers.
"""
import http.client
import json
import sqlite3
import subprocess
from urllib.parse import quote

from bench import PROGRAM, ROOT, Juebu, Row, build, folder, free_port, in_turn, run

TERMINALS, HELD = 1000, 10_000
LIMIT_BYTES, LIMIT_MIB = 8, 64
DAYS, YEAR = 7, 365


def register(juebu, count):
    token = juebu.login("legal")
    connection = http.client.HTTPConnection("127.0.0.1", juebu.port, timeout=60)
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}

    def call(method, path, body=None):
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status} {content}")
        return content

    unit = call("GET", "/api/v1/unit")["rows"][1]["id"]
    for i in range(count):
        number = str(13_900_000_000 + i)
        call("POST", "/api/v1/device", {"unit_id": unit, "number": number, "name": number, "kind": "terminal", "protocol": "jt808"})


def terminals(port, count, manner, seconds, points, codes):
    return json.loads(run([ROOT / "build/juebu-terminals", port, count, manner, seconds, points, codes]))


def resident_mib(pid):
    """Of serve and its gateway."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    status = [open(f"/proc/{p}/status").read() for p in [str(pid), *children]]
    return sum(int(words.split("VmRSS:")[1].split()[0]) for words in status) / 1024


def tail_points(db):
    with sqlite3.connect(f"file:{quote(str(db))}?mode=ro", uri=True) as rows:
        return rows.execute("SELECT COUNT(*) FROM track_tail").fetchone()[0]


def measure_ingest(sizes, place):
    count, held = (50, 200) if sizes.tiny else (TERMINALS, HELD)
    db, codes = place / "zone.db", place / "codes"
    run([PROGRAM, "demo", "--db", db, "--weeks", "1"])
    port = free_port()
    with Juebu(db, more=("--gateway", f"127.0.0.1:{port}")) as juebu:
        register(juebu, held)
        terminals(port, held, "register", 0, 1, codes)

        def rate(points):
            def once():
                done = terminals(port, count, "send", sizes.seconds, points, codes)
                if done["terminals"] != count or not done["answered"]:
                    raise RuntimeError(f"{done}")
                return done["answered"] / done["seconds"]
            return once

        def peer():
            done = json.loads(run([ROOT / "build/juebu-peer-positions", place / "peer.db", count, sizes.seconds]))
            return done["rows"] / done["seconds"]

        single, batched, theirs = in_turn(sizes, rate(1), rate(20), peer)
        if not tail_points(db):
            raise RuntimeError("positions were answered and none is stored")
        note = "two cores for terminals, gateway, serve and the sync of the disk"
        yield Row(f"positions over JT/T 808, {count:,} connections, batches of 20 (0x0704)", "SQLite, 10,000 rows a transaction", batched, theirs, "positions a second",
                  None if sizes.tiny else 0.5, note=note)
        yield Row(f"positions one by one (0x0200), {count:,} connections", "the same", single, theirs, "positions a second", None if sizes.tiny else 0.5, note=note)
        before = resident_mib(juebu.pid())
        with subprocess.Popen([str(c) for c in (ROOT / "build/juebu-terminals", port, held, "stay", 8 if not sizes.tiny else 2, 1, codes)],
                              stdout=subprocess.PIPE, text=True) as staying:
            most = before
            while staying.poll() is None:
                most = max(most, resident_mib(juebu.pid()))
                page_status = juebu.get("/healthz")[0]
                if page_status != 200:
                    raise RuntimeError("the pages do not answer beside them")
            said = json.loads(staying.stdout.read())
        if said["terminals"] != held:
            raise RuntimeError(f"{said}")
        yield Row(f"{held:,} connections held open, all let in: resident", f"{LIMIT_MIB} MiB", most, LIMIT_MIB, "MiB", None, note=f"serve and gateway; {before:.0f} MiB before")


def at_rest(place, days):
    db = place / f"week{days}.db"
    run([PROGRAM, "init", "--db", db])
    before = db.stat().st_size
    done = json.loads(run([ROOT / "build/juebu-tracks", db, days]))
    with sqlite3.connect(db) as rows:
        packed, points = rows.execute("SELECT SUM(length(bytes)), SUM(points) FROM track_packed JOIN track_block ON id = block_id").fetchone()
    if points != done["points"] or done["read"] != points:
        raise RuntimeError(f"{done}, in blocks {points}")
    return done, packed / points, (db.stat().st_size - before) / points


def measure_rest(sizes, place):
    done, packed, whole = at_rest(place, 1 if sizes.tiny else DAYS)
    yield Row(f"a week of forty vehicles at rest, {done['points']:,} positions: packed", f"{LIMIT_BYTES} bytes a position", packed, LIMIT_BYTES, "bytes", None if sizes.tiny else 1, at_most=True,
              note=f"read again in {done['read_s']:.2f} s")
    yield Row("the same, all that the file grew: rows, indexes, ledger, seals", f"{LIMIT_BYTES} bytes a position", whole, LIMIT_BYTES, "bytes", None, at_most=True)
    if sizes.tiny:
        return
    year, _, _ = at_rest(place, YEAR)
    yield Row(f"a year of forty vehicles read through, {year['points']:,} positions: resident at most", f"{LIMIT_MIB} MiB", year["peak_kib"] / 1024, LIMIT_MIB, "MiB", 1, at_most=True,
              note=f"in {year['read_s']:.0f} s")


def measure(sizes):
    build("juebu-terminals", "juebu-peer-positions", "juebu-tracks")
    with folder() as place:
        yield from measure_ingest(sizes, place)
        yield from measure_rest(sizes, place)
