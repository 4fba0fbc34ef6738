#!/usr/bin/env python3
"""check_coverage.py [ROADS AREAS POINTS ANSWER] - computes the coverage of a week by itself and compares piece by piece.

Standard library only; it shares no code and no method with the program: lines as complex numbers, areas by winding number, every leg
against every piece near it. With four files it compares an answer that is there already; without, it makes a small week, asks
`juebu coverage` for it in several ways, and sees that bad files and flags are refused. The last line is "N passed, N failed".
"""
import cmath
import json
import math
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "juebu"
BIN = 250.0
passed = failed = 0


def check(what, truth, shown=""):
    global passed, failed
    passed += bool(truth)
    failed += not truth
    if not truth:
        print(f"FAILED: {what} {shown}")


# ---- the rule of design section 5, by itself ----

class Plane:
    """WGS-84: radii of curvature at the middle of the roads."""

    def __init__(self, lon, lat):
        a, f = 6378137.0, 1 / 298.257223563
        e2, phi = f * (2 - f), math.radians(lat)
        self.lon, self.lat = lon, lat
        self.east = math.radians(1) * a / math.sqrt(1 - e2 * math.sin(phi) ** 2) * math.cos(phi)
        self.north = math.radians(1) * a * (1 - e2) / (1 - e2 * math.sin(phi) ** 2) ** 1.5

    def __call__(self, lon, lat):
        return complex((lon - self.lon) * self.east, (lat - self.lat) * self.north)


def along(line, metres):
    for p, q in zip(line, line[1:]):
        if metres <= abs(q - p):
            return p + (q - p) * (metres / abs(q - p)) if q != p else p
        metres -= abs(q - p)
    return line[-1]


def cut(line):
    """[(polyline, middle, metres)]"""
    length = sum(abs(q - p) for p, q in zip(line, line[1:]))
    count = max(1, math.floor(length / 25 + 0.5))
    stations, sum_ = [], 0.0
    for p, q in zip(line, line[1:]):
        sum_ += abs(q - p)
        stations.append((sum_, q))
    out = []
    for k in range(count):
        begin, end = length * k / count, length * (k + 1) / count
        piece = [along(line, begin)] + [p for s, p in stations if begin < s < end] + [along(line, end)]
        out.append((piece, along(line, (begin + end) / 2), length / count))
    return out


def winding(ring, p):
    angle = sum(cmath.phase((b - p) / (a - p)) for a, b in zip(ring, ring[1:]))
    return round(angle / (2 * math.pi))


def holds(rings, p):
    return winding(rings[0], p) != 0 and not any(winding(hole, p) for hole in rings[1:])


def to_segment(p, a, b):
    d = b - a
    s = 0 if d == 0 else min(1, max(0, ((p - a) * d.conjugate()).real / abs(d) ** 2))
    return abs(p - a - s * d)


def apart(a, b, c, d):
    if a != b and c != d:
        # Where c and d lie if a-b is the real axis from 0 to 1.
        u, v = (c - a) / (b - a), (d - a) / (b - a)
        if u.imag * v.imag < 0:
            x = u.real - u.imag * (v.real - u.real) / (v.imag - u.imag)
            if 0 <= x <= 1:
                return 0.0
    return min(to_segment(a, c, d), to_segment(b, c, d), to_segment(c, a, b), to_segment(d, a, b))


def recompute(roads, areas, rows, radius=30, gap=120):
    """({dept: (pieces, metres)}, {dept: passed ids}, {dept: ids}, {id: metres})"""
    lines = {f["properties"]["seg"]: f["geometry"]["coordinates"] for f in roads["features"]}
    lons, lats = [p[0] for line in lines.values() for p in line], [p[1] for line in lines.values() for p in line]
    plane = Plane((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
    pieces = {seg * 100 + k: piece for seg, line in lines.items() for k, piece in enumerate(cut([plane(*p) for p in line]))}
    owned = defaultdict(set)
    for f in areas["features"]:
        polygons = [f["geometry"]["coordinates"]] if f["geometry"]["type"] == "Polygon" else f["geometry"]["coordinates"]
        for polygon in polygons:
            rings = [[plane(*p) for p in ring] for ring in polygon]
            owned[f["properties"]["dept"]] |= {i for i, (_, middle, _) in pieces.items() if holds(rings, middle)}
    bins = defaultdict(list)
    for i, (_, middle, _) in pieces.items():
        bins[int(middle.real // BIN), int(middle.imag // BIN)].append(i)
    tracks = defaultdict(list)
    for vehicle, dept, t, lon, lat in rows:
        tracks[vehicle].append((t, dept, plane(lon, lat)))
    done = defaultdict(set)
    for track in tracks.values():
        track.sort(key=lambda fix: fix[0])
        before = None
        for t, dept, p in track:
            q = before[2] if before and before[1] == dept and t - before[0] <= gap else p
            before = (t, dept, p)
            reach = radius + 30
            for i in range(int((min(p.real, q.real) - reach) // BIN), int((max(p.real, q.real) + reach) // BIN) + 1):
                for j in range(int((min(p.imag, q.imag) - reach) // BIN), int((max(p.imag, q.imag) + reach) // BIN) + 1):
                    for piece in bins.get((i, j), ()):
                        if piece in owned[dept] and piece not in done[dept] and any(
                                apart(q, p, a, b) <= radius for a, b in zip(pieces[piece][0], pieces[piece][0][1:])):
                            done[dept].add(piece)
    return owned, done, {i: metres for i, (_, _, metres) in pieces.items()}


def compare(what, answer, owned, done, metres):
    units = {u["dept"]: u for u in answer["units"]}
    check(f"{what}: the departments", sorted(units) == sorted(owned) == [u["dept"] for u in answer["units"]], sorted(units))
    missed = {(m["dept"], m["piece"]) for m in answer["missed"]}
    want = {(d, p) for d in owned for p in owned[d] - done[d]}
    check(f"{what}: the missed pieces", missed == want and len(missed) == len(answer["missed"]), sorted(missed ^ want)[:10])
    for dept, pieces in owned.items():
        unit = units.get(dept, {})
        check(f"{what}: pieces of {dept}", unit.get("pieces") == len(pieces), (unit, len(pieces)))
        check(f"{what}: passed of {dept}", unit.get("passed") == len(done[dept]), (unit, len(done[dept])))
        check(f"{what}: metres of {dept}", abs(unit.get("metres", -1) - sum(metres[p] for p in pieces)) < 0.01, unit)
        check(f"{what}: metres passed of {dept}", abs(unit.get("metres_passed", -1) - sum(metres[p] for p in done[dept])) < 0.01, unit)


def read_rows(text):
    head, *lines = text.replace("\r", "").strip("\n").split("\n")
    column = {name: i for i, name in enumerate(head.split(","))}
    rows = []
    for line in lines:
        f = line.split(",")
        rows.append((f[column["vehicle"]], int(f[column["dept"]]), int(f[column["t"]]), float(f[column["lon"]]), float(f[column["lat"]])))
    return rows


# ---- asking the program ----

def ask(folder, *more, roads="roads.geojson", areas="areas.geojson", points="points.csv"):
    done = subprocess.run([PROGRAM, "coverage", "--roads", folder / roads, "--areas", folder / areas, "--points", folder / points, *more],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def agree(folder):
    roads, areas = (json.loads((folder / name).read_text()) for name in ("roads.geojson", "areas.geojson"))
    text = (folder / "points.csv").read_text()
    rows = read_rows(text)
    for what, more, radius, gap in (("as it is", [], 30, 120), ("15 m and 60 s", ["--radius", "15", "--gap", "60"], 15, 60),
                                    ("points alone", ["--gap", "0"], 30, -1)):
        code, out, err = ask(folder, *more)
        check(f"{what}: exit 0", code == 0, err)
        answer = json.loads(out or '{"units": [], "missed": []}')
        check(f"{what}: some are passed and some are missed", answer["missed"] and any(u["passed"] for u in answer["units"]))
        compare(what, answer, *recompute(roads, areas, rows, radius, gap))
    whole = ask(folder)[1]
    head, *lines = text.strip("\n").split("\n")
    random.Random(1).shuffle(lines)
    swapped = ["lat,x,lon,vehicle,dept,t"] + [",".join((f[4], "x", f[3], f'"豫A{f[0]}"', f[1], f[2] + ".25")) for f in (line.split(",") for line in lines)]
    (folder / "shuffled.csv").write_text("\ufeff" + "\r\n".join(swapped))
    check("rows in any order, columns in any order, plates as vehicles: the same", ask(folder, points="shuffled.csv")[1] == whole)
    weeks(folder, head, text, whole)


def weeks(folder, head, text, whole):
    check("its own week is all there is", ask(folder, "--week", "2026-W47")[1] == whole)
    code, out, _ = ask(folder, "--week", "2026-W46")
    check("another week has nothing", code == 0 and not any(u["passed"] for u in json.loads(out)["units"]))
    edge = [f"1,11,{t},113.5,34.76" for t in (1794758399, 1794758400, 1795363199, 1795363200)]
    (folder / "edge.csv").write_text("\n".join([head, *edge]))
    (folder / "inside.csv").write_text("\n".join([head, *edge[1:3]]))
    check("a week is Monday 0:00 to Sunday 24:00 in Shanghai",
          ask(folder, "--week", "2026-W47", points="edge.csv")[1] == ask(folder, points="inside.csv")[1])


def refusals(folder):
    """What is wrong is said in Chinese on standard error, nothing on standard output."""
    point = '{"type":"Feature","properties":{"seg":1},"geometry":{"type":"Point","coordinates":[113.5,34.8]}}'
    line = '{"type":"Feature","properties":{"seg":1},"geometry":{"type":"LineString","coordinates":[[113.5,34.8],[113.51,34.8]]}}'
    files = {
        "torn.geojson": '{"type":"FeatureCollection","features":[', "none.geojson": '{"type":"FeatureCollection","features":[]}',
        "point.geojson": point, "twice.geojson": '{"type":"FeatureCollection","features":[%s,%s]}' % (line, line), "empty": "",
        "line.geojson": line, "swapped.geojson": line.replace("113.5,34.8", "34.8,113.5"), "unnumbered.geojson": line.replace('"seg":1', '"seg":"a"'),
        "open.geojson": '{"type":"Feature","properties":{"dept":1},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2]]]}}',
        "nohead.csv": "1,11,1794758400,113.5,34.8\n", "twicecolumn.csv": "vehicle,dept,t,lon,lat,t\n",
        "bad.csv": "vehicle,dept,t,lon,lat\n1,11,1794758400,113.5,34.8\n1,11,soon,113.5,34.8\n1,x,1794758400,113.5,34.8\n1,11,1794758400,181,34.8\n1,11,1794758400,113.5,91\n1,11\n,11,1794758400,113.5,34.8\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    for what, more, words in (
            ("torn JSON", {"roads": "torn.geojson"}, "第 1 行"), ("no roads", {"roads": "none.geojson"}, "一个图形也没有"),
            ("a point as a road", {"roads": "point.geojson"}, "LineString"), ("a number twice", {"roads": "twice.geojson"}, "seg 1 写了两次"),
            ("an empty file", {"roads": "empty"}, "JSON"), ("no such file", {"roads": "gone"}, "打不开"), ("a folder", {"points": "."}, "打不开"),
            ("latitude first", {"roads": "swapped.geojson"}, "经度在前"), ("no number", {"roads": "unnumbered.geojson"}, "properties.seg"),
            ("a line as an area", {"areas": "line.geojson"}, "properties.dept"), ("an open ring", {"areas": "open.geojson"}, "geometry.coordinates.0：一个环"),
            ("no head", {"points": "nohead.csv"}, "没有 t 这一列"), ("a column twice", {"points": "twicecolumn.csv"}, "有两个"), ("an empty table", {"points": "empty"}, "没有 t 这一列")):
        code, out, err = ask(folder, **more)
        check(f"{what}: exit 1 and words", code == 1 and not out and words in err, (code, out[:80], err))
    code, out, err = ask(folder, points="bad.csv")
    check("each wrong row is named", code == 1 and not out and all(f"第 {n} 行" in err for n in range(3, 9)) and "第 2 行" not in err, err)
    for what, more in (("radius 0", ["--radius", "0"]), ("radius 1001", ["--radius", "1001"]), ("gap of words", ["--gap", "long"]), ("no week", ["--week", "2026-W54"]),
                       ("a month", ["--week", "2026-11"]), ("another word", ["more"]), ("unknown flag", ["--speed", "3"])):
        code, out, err = ask(folder, *more)
        check(f"{what}: exit 2", code == 2 and not out and err, (code, err))
    check("radius 1000 is taken", ask(folder, "--radius", "1000")[0] == 0)
    code = subprocess.run([PROGRAM, "coverage"], capture_output=True, check=False).returncode
    check("no files: exit 2", code == 2, code)


def main():
    if len(sys.argv) == 5:
        roads, areas, points, answer = (Path(name).read_text() for name in sys.argv[1:])
        compare("the week", json.loads(answer), *recompute(json.loads(roads), json.loads(areas), read_rows(points)))
    else:
        import week
        with tempfile.TemporaryDirectory(prefix="juebu-coverage-") as name:
            folder = Path(name)
            week.Zone(week.SMALL).write(folder)
            agree(folder)
            refusals(folder)
    print(f"{passed} passed, {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
