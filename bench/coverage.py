"""coverage.py - a week's coverage and look-back against PostGIS on the same week (tests/week.py), in turn.

PostGIS is given: the pieces cut and indexed, whose they are, the plane, two parallel workers, memory, no fsync, tables that are not logged,
and the best of several statements. Answers are compared piece by piece and pass by pass.
"""
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import KEPT, PROGRAM, ROOT, Row, build, median, run

sys.path.append(str(ROOT / "tests"))         # behind this folder: some files there have the same names
import check_coverage  # noqa: E402
import week  # noqa: E402

PSQL = "/usr/lib/postgresql/15/bin/psql"
BENCH = ROOT / "build" / "bench-coverage"
RADIUS, GAP, SIGHT = 30, 120, 50
SETTINGS = {"shared_buffers": "1GB", "work_mem": "256MB", "maintenance_work_mem": "1GB", "max_parallel_workers_per_gather": 2, "max_parallel_workers": 2,
            "max_wal_size": "4GB", "jit": "off"}
LEGS = f"""
CREATE UNLOGGED TABLE legs AS SELECT vehicle, dept, coalesce(t0, t) AS t0, t AS t1, CASE WHEN t0 IS NULL THEN p ELSE ST_MakeLine(q, p) END AS geom FROM (
    SELECT vehicle, dept, t, p, CASE WHEN joined THEN t0 END AS t0, q FROM (
        SELECT *, t - t0 BETWEEN 0 AND {GAP} AND dept = dept0 AS joined FROM (
            SELECT vehicle, dept, t, p, lag(t) OVER w AS t0, lag(dept) OVER w AS dept0, lag(p) OVER w AS q FROM (
                SELECT vehicle, dept, t, ST_MakePoint((lon - :lon) * :east, (lat - :lat) * :north) AS p FROM points) placed
            WINDOW w AS (PARTITION BY vehicle ORDER BY t)) beside) known) legs;"""
INDEX = "CREATE INDEX legs_by_place ON legs USING gist (geom); ANALYZE legs;"
INDEX_DEPT = "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE INDEX legs_by_dept ON legs USING gist (dept, geom); ANALYZE legs;"
# What the planner makes of each differs; the fastest counts.
STATEMENTS = {
    "exists": f"SELECT o.dept, o.piece FROM owned o JOIN pieces p USING (piece) WHERE EXISTS "
              f"(SELECT 1 FROM legs l WHERE l.dept = o.dept AND ST_DWithin(l.geom, p.geom, {RADIUS}))",
    "join": f"SELECT DISTINCT o.dept, o.piece FROM legs l JOIN pieces p ON ST_DWithin(l.geom, p.geom, {RADIUS}) JOIN owned o ON o.piece = p.piece AND o.dept = l.dept",
    "lateral": f"SELECT o.dept, o.piece FROM owned o JOIN pieces p USING (piece) CROSS JOIN LATERAL "
               f"(SELECT 1 FROM legs l WHERE l.dept = o.dept AND ST_DWithin(l.geom, p.geom, {RADIUS}) LIMIT 1) x",
}
LOOKBACK = f"""SELECT b.problem, l.vehicle, min(ST_Distance(l.geom, b.geom)) FROM problems b JOIN legs l
    ON ST_DWithin(l.geom, b.geom, {SIGHT}) AND l.t1 >= b.t0 AND l.t0 <= b.t1 GROUP BY 1, 2"""


class PostGis:
    def __init__(self, plane):
        self.place = place = tempfile.mkdtemp(prefix="juebu-pg-")       # a folder of its own: postgres.sh gives it to the server's account
        self.address = run([ROOT / "tests/postgres.sh", "start", place]).strip().split("\n")[-1]
        self.plane = plane
        self.sql("CREATE EXTENSION postgis;" + "".join(f"ALTER SYSTEM SET {k} = '{v}';" for k, v in SETTINGS.items()))
        run([ROOT / "tests/postgres.sh", "restart", place, "fast"])

    def stop(self):
        subprocess.run([ROOT / "tests/postgres.sh", "stop", self.place], check=False)

    def sql(self, text, stdin=None):
        variables = [f"--set={k}={v!r}" for k, v in (("lon", self.plane.lon), ("lat", self.plane.lat), ("east", self.plane.east), ("north", self.plane.north))]
        # Statement by statement: ALTER SYSTEM stands in no transaction.
        command = [PSQL, "-X", "-q", "-A", "-t", "-F", ",", "-v", "ON_ERROR_STOP=1", *variables, self.address]
        whole = "".join(part.strip() + ";\n" for part in text.split(";") if part.strip())
        done = subprocess.run(command, input=whole + (stdin or ""), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError("PostGIS: " + done.stderr)
        return [line for line in done.stdout.split("\n") if line]

    def copy(self, table, rows):
        self.sql(f"COPY {table} FROM STDIN WITH (FORMAT csv, DELIMITER '|')", "".join(row + "\n" for row in rows) + "\\.\n")

    def timed(self, text):
        began = time.monotonic()
        rows = self.sql(text)
        return time.monotonic() - began, rows


def make_week(sizes):
    size = week.SMALL if sizes.tiny else week.WEEK
    key = hashlib.sha256((Path(week.__file__).read_text() + repr(size)).encode()).hexdigest()[:12]
    place = KEPT / f"week-{key}"
    if not (place / "done").exists():
        place.mkdir(parents=True, exist_ok=True)
        count = week.Zone(size).write(place)
        (place / "done").write_text(str(count))
    return place, int((place / "done").read_text())


def wkt(line):
    return "LINESTRING(" + ",".join(f"{p.real!r} {p.imag!r}" for p in line) + ")"


def prepare(files):
    """The pieces and whose they are, cut by tests/check_coverage.py; the plane."""
    roads, areas = (json.loads((files / name).read_text()) for name in ("roads.geojson", "areas.geojson"))
    lines = {f["properties"]["seg"]: f["geometry"]["coordinates"] for f in roads["features"]}
    lons, lats = [p[0] for line in lines.values() for p in line], [p[1] for line in lines.values() for p in line]
    plane = check_coverage.Plane((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
    pieces = {seg * 100 + k: piece for seg, line in lines.items() for k, piece in enumerate(check_coverage.cut([plane(*p) for p in line]))}
    owned = []
    for f in areas["features"]:
        rings = [[plane(*p) for p in ring] for ring in f["geometry"]["coordinates"]]
        owned += [(f["properties"]["dept"], i) for i, (_, middle, _) in pieces.items() if check_coverage.holds(rings, middle)]
    peer = PostGis(plane)
    try:
        peer.sql("CREATE TABLE pieces (piece int PRIMARY KEY, geom geometry); CREATE TABLE owned (dept int, piece int);"
                 "CREATE TABLE problems (problem int, geom geometry, t0 int, t1 int)")
        peer.copy("pieces", [f'{i}|"{wkt(line)}"' for i, (line, _, _) in pieces.items()])
        peer.copy("owned", [f"{d}|{i}" for d, i in owned])
        peer.sql("CREATE INDEX ON pieces USING gist (geom); CREATE INDEX ON owned (piece); ANALYZE")
    except Exception:
        peer.stop()
        raise
    return peer, pieces, owned


def from_files(files, peer, statement):
    """Seconds of ours and of the peer from the CSV to the answer, and both answers."""
    began = time.monotonic()
    answer = json.loads(run([PROGRAM, "coverage", "--roads", files / "roads.geojson", "--areas", files / "areas.geojson", "--points", files / "points.csv"]))
    ours = time.monotonic() - began
    peer.sql("DROP TABLE IF EXISTS legs; DROP TABLE IF EXISTS points; CREATE UNLOGGED TABLE points (vehicle int, dept int, t int, lon float8, lat float8)")
    took = [peer.timed(f"\\copy points FROM '{files / 'points.csv'}' WITH (FORMAT csv, HEADER)\n"), peer.timed(LEGS), peer.timed(INDEX),
            peer.timed(STATEMENTS[statement])]
    return ours, sum(t for t, _ in took), answer, took[-1][1]


def best_statement(peer):
    """Each once; the fastest, and with which index it is."""
    peer.sql(INDEX_DEPT)
    seconds = {name: peer.timed(text)[0] for name, text in STATEMENTS.items()}
    return min(seconds, key=seconds.get), seconds


def differing(owned, answer, rows):
    missed = {(m["dept"], m["piece"]) for m in answer["missed"]}
    theirs = {tuple(int(n) for n in row.split(",")) for row in rows}
    return len({pair for pair in owned if pair not in missed} ^ theirs)


def make_problems(files, pieces, peer, count):
    dice = random.Random(1000)
    rows, copies = [], []
    for i in range(count):
        line, middle, _ = dice.choice(list(pieces.values()))
        p = middle + complex(dice.uniform(-20, 20), dice.uniform(-20, 20))
        t1 = week.MONDAY + dice.randrange(86400, 7 * 86400)
        t0 = t1 - 7 * 86400
        lon, lat = round(peer.plane.lon + p.real / peer.plane.east, 7), round(peer.plane.lat + p.imag / peer.plane.north, 7)
        p = peer.plane(lon, lat)
        rows.append(f"{lon:.7f},{lat:.7f},{t0},{t1}\n")
        copies.append(f'{i}|"POINT({p.real!r} {p.imag!r})"|{t0}|{t1}')
    (files / "problems.csv").write_text("".join(rows))
    peer.copy("problems", copies)
    peer.sql("ANALYZE problems")


def passes_differ(ours, rows):
    """How many of (problem, vehicle) one has and the other has not; distances must agree to a centimetre where both have."""
    mine, theirs = {}, {}
    for _, problem, vehicle, metres in (line.split() for line in ours):
        key = int(problem), int(vehicle)
        mine[key] = min(float(metres), mine.get(key, SIGHT + 1))
    for problem, vehicle, metres in (row.split(",") for row in rows):
        theirs[int(problem), int(vehicle)] = float(metres)
    # The plane around a place is not the one around the zone: a few centimetres at 50 m.
    far = [key for key in mine.keys() & theirs.keys() if abs(mine[key] - theirs[key]) > 0.1]
    return len(mine.keys() ^ theirs.keys()) + len(far), len(theirs)


def measure(sizes):
    build("juebu", "bench-coverage")
    files, count = make_week(sizes)
    peer, pieces, owned = prepare(files)
    try:
        yield from rows_of(sizes, files, count, peer, pieces, owned)
    finally:
        peer.stop()


def must_agree(what, bad, of):
    if bad > of / 1000:
        raise RuntimeError(f"{what}: {bad} of {of} differ")
    return f"{bad} of {of:,} differ"


def rows_of(sizes, files, count, peer, pieces, owned):
    rounds = 1 if sizes.tiny else 3
    from_files(files, peer, "exists")                   # warms both, makes legs
    best, seconds = best_statement(peer)
    whole = [from_files(files, peer, best) for _ in range(rounds)]
    ours, theirs = (median([r[i] for r in whole]) for i in (0, 1))
    note = must_agree("coverage", max(differing(owned, r[2], r[3]) for r in whole), len(owned))
    yield Row("coverage: a week from the CSV file to the answer", "PostGIS: COPY, lines, index, statement", ours, theirs, "s", 30, inverse=True,
              note=f"{count:,} points, {len(pieces):,} pieces; {note}; statement: {best}")
    best, seconds = best_statement(peer)                # now with the index over dept and place too
    make_problems(files, pieces, peer, 50 if sizes.tiny else 1000)
    weeks, backs, slow, slow_back = [], [], [], []
    for _ in range(rounds):
        out = run([BENCH, files / "roads.geojson", files / "areas.geojson", files / "points.csv", 5, files / "problems.csv"]).split("\n")
        weeks += [float(line.split()[1]) / 1000 for line in out if line.startswith("week")]
        backs += [float(line.split()[1]) / 1000 for line in out if line.startswith("lookback")]
        slow.append(peer.timed(STATEMENTS[best])[0])
        took, found = peer.timed(LOOKBACK)
        slow_back.append(took)
    yield Row("coverage: the same week in memory", "PostGIS: its best statement on indexed lines", median(weeks), median(slow), "s", 10, inverse=True,
              note=", ".join(f"{name} {s:.2f} s" for name, s in seconds.items()) + "; two threads")
    bad, of = passes_differ([line for line in out if line.startswith("pass ")], found)
    yield Row("look-back: 1,000 problems over that week", "PostGIS: indexed lines", median(backs), median(slow_back), "s", 10, inverse=True,
              note=must_agree("look-back", bad, of) + " (problem and vehicle); one thread")
