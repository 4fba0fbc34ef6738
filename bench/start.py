"""start.py - from the command to the first answered request on a database of a million rows, and what is resident then.

The limits are absolute (100 ms, 64 MiB): the ratio is the share of the limit. `fossil server` on as many tickets stands beside.
"""
from pathlib import Path

from bench import Juebu, Row, folder, in_turn
from pages import fossil, register, rows_of

LIMIT_MS, LIMIT_MIB = 100, 64


def resident_mib(pid):
    words = Path(f"/proc/{pid}/status").read_text()
    return int(words.split("VmRSS:")[1].split()[0]) / 1024


def measure(sizes):
    db = register(sizes)
    with folder() as place:
        peer = fossil(place, sizes.matters)
        peer.stop()
        resident = []

        def ours():
            with Juebu(db) as juebu:
                resident.append(resident_mib(juebu.pid()))
                return juebu.started_s * 1000

        def theirs():
            with peer.again() as tickets:
                return tickets.started_s * 1000

        mine, fossils = in_turn(sizes, ours, theirs)
    rows = rows_of(db)
    yield Row(f"start on {rows:,} rows to the first answer", f"the limit of {LIMIT_MS} ms", mine, LIMIT_MS, "ms", 1, at_most=True)
    yield Row("the same start", f"fossil server, {sizes.matters:,} tickets, to its first report", mine, fossils, "ms", None)
    yield Row("resident after start", f"the limit of {LIMIT_MIB} MiB", max(resident), LIMIT_MIB, "MiB", 1, at_most=True)
