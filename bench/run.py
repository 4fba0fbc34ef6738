#!/usr/bin/env python3
"""run.py [--tiny] [WORD] - measures, prints the table, and writes bench/RESULTS.md.

WORD runs the measurements whose name contains it and renews their rows alone; the others stay as they were measured last
(.build/bench/rows.json). A row and its peer are always of one run. --tiny runs all of it small, for `make test`: it shows that everything
runs and answers right, judges no ratio and writes nothing. Exit 1 if a ratio was not reached or something failed.
"""
import json
import sys
import time
import traceback
from dataclasses import asdict

import backup
import coverage
import crash
import ledger
import pages
import positions
import start
import writes
from bench import HERE, KEPT, Row, Sizes

MEASUREMENTS = {"pages": pages.measure, "writes": writes.measure, "ledger": ledger.measure, "start": start.measure,
                "crash": crash.measure, "backup": backup.measure, "positions": positions.measure, "coverage": coverage.measure}
TINY = Sizes(matters=2000, rounds=1, seconds=1, crashes=1, tiny=True)


def short(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def ratio_words(row):
    return f"{row.ratio:.3g}"


def must_words(row):
    return "—" if row.must is None else f"{'≤' if row.at_most else '≥'} {row.must:g}"


def reached_words(row):
    return {None: "—", True: "yes", False: "NO"}[row.reached]


def table(rows):
    lines = ["| What | Peer in the same run | Ratio | Must | Reached |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.peer_is} | {ratio_words(r)} | {must_words(r)} | {reached_words(r)} |" for r in rows]
    return "\n".join(lines)


def footnotes(rows):
    lines = ["| What | Ours | Peer | Unit | |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {short(r.ours)} | {short(r.peer)} | {r.unit} | {r.note} |" for r in rows]
    return "\n".join(lines)


def results(rows):
    return f"""# What `make bench` measured

Ratios on two cores, each to its peer in the same run and in turn with it (bench/README.md says how). This file is written by the command.

{table(rows)}

Absolute numbers mean little elsewhere; they are of the same runs:

{footnotes(rows)}
"""


def keep(name, rows):
    """The rows of a measurement replace those it gave before; all there are, in the order of the table."""
    file = KEPT / "rows.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    kept[name] = [asdict(row) for row in rows]
    KEPT.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1))
    return [Row(**row) for measured in MEASUREMENTS for row in kept.get(measured, [])]


def main():
    words = [w for w in sys.argv[1:] if not w.startswith("--")]
    sizes = TINY if "--tiny" in sys.argv else Sizes()
    chosen = {name: m for name, m in MEASUREMENTS.items() if not words or words[0] in name}
    rows, failed = [], []
    if not chosen:
        sys.exit(f"no measurement is called {words[0]}: {' '.join(MEASUREMENTS)}")
    for name, measure in chosen.items():
        began, own = time.monotonic(), []
        try:
            for row in measure(sizes):
                rows.append(row)
                own.append(row)
                print(f"{row.what} — {row.peer_is}: {ratio_words(row)} (must {must_words(row)}; ours {short(row.ours)}, peer "
                      f"{short(row.peer)} {row.unit})", flush=True)
            if not sizes.tiny:
                (HERE / "RESULTS.md").write_text(results(keep(name, own)))
        except Exception:                                   # one that breaks must not hide the others
            failed.append(name)
            traceback.print_exc()
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    print("\n" + table(rows))
    if not sizes.tiny:
        print("\nwritten: bench/RESULTS.md")
    if sizes.tiny:
        print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed")
    sys.exit(bool(failed) or (not sizes.tiny and any(row.reached is False for row in rows)))


main()
