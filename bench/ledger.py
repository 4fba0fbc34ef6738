"""ledger.py - `juebu verify` on a million rows, against the time two cores need to hash the same bytes with SM3."""
import sqlite3
import time

from bench import PROGRAM, ROOT, Row, build, median, run
from pages import register

# What src/ledger/digest.h hashes: an entry's texts and numbers, then two nodes' worth of tree for each.
ENTRY_BYTES = ("SELECT sum(1 + 7 + 8 * 7 + 4 * 7 + length(CAST(actor_name AS BLOB)) + length(via) + length(event) + coalesce(length(subject), 0)"
               " + coalesce(length(CAST(before AS BLOB)), 0) + coalesce(length(CAST(after AS BLOB)), 0)"
               " + coalesce(length(CAST(note AS BLOB)), 0)) + 65 * count(*) FROM ledger")


def seconds(command):
    began = time.monotonic()
    run(command)
    return time.monotonic() - began


def measure(sizes):
    build("juebu", "juebu-peer-sm3")
    db = register(sizes)
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as rows:
        size, entries = rows.execute(ENTRY_BYTES).fetchone()[0], rows.execute("SELECT count(*) FROM ledger").fetchone()[0]
    ours, peers = [], []
    for _ in range(min(sizes.rounds, 3)):
        ours.append(seconds([PROGRAM, "verify", "--db", db]))
        peers.append(float(run([ROOT / "build/juebu-peer-sm3", size, 2])))
    yield Row(f"juebu verify of {entries:,} entries and every row", "two threads that only hash the same bytes with SM3", median(ours),
              median(peers), "s", 0.5, inverse=True, note=f"{size / 1e6:,.0f} MB of entries")
