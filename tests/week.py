"""week.py - a made-up zone and a week of driving in it, the same for the same numbers: for tests/check_coverage.py and bench/coverage.py.

Streets are a crooked net, areas divide it among departments (crooked too, two of them overlap, one has a hole), vehicles drive from crossing to
crossing in their own department's part, pause, lose the satellites for some minutes, and never enter some streets.
"""
import json
import math
import random
from dataclasses import dataclass

WEST, SOUTH = 113.48, 34.74
LON_METRES, LAT_METRES = 91_480.0, 110_950.0        # of a degree, about: the zone is made up, its size need not be exact
MONDAY = 1_794_758_400                               # 2026-11-16 00:00 in Shanghai


@dataclass
class Size:
    crossings: int = 28          # a side
    spacing: float = 405.0       # metres between them
    columns: int = 4             # departments beside each other …
    rows: int = 3                # … and above each other
    vehicles: int = 4            # of each
    days: int = 7
    hours: float = 9.93          # on the road a day
    seed: int = 20261116


WEEK = Size()
SMALL = Size(crossings=9, columns=2, rows=2, vehicles=2, days=2, hours=1.0)


def degrees(x, y):
    return [round(WEST + x / LON_METRES, 7), round(SOUTH + y / LAT_METRES, 7)]


def collection(features):
    return json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": p, "geometry": {"type": kind, "coordinates": c}} for p, kind, c in features]}, ensure_ascii=False)


class Zone:
    def __init__(self, size):
        self.size, self.dice = size, random.Random(size.seed)
        n = size.crossings
        self.side = (n - 1) * size.spacing
        self.crossing = {(i, j): (i * size.spacing + self.dice.uniform(-90, 90), j * size.spacing + self.dice.uniform(-90, 90))
                         for i in range(n) for j in range(n)}
        self.streets = {}
        for (i, j) in self.crossing:
            for other in ((i + 1, j), (i, j + 1)):
                if other in self.crossing:
                    self.streets[(i, j), other] = self.bent(self.crossing[i, j], self.crossing[other])

    def bent(self, a, b):
        """One or two bends between two crossings."""
        line = [a]
        for part in sorted(self.dice.uniform(0.2, 0.8) for _ in range(self.dice.randint(0, 2))):
            line.append((a[0] + part * (b[0] - a[0]) + self.dice.uniform(-25, 25), a[1] + part * (b[1] - a[1]) + self.dice.uniform(-25, 25)))
        return line + [b]

    def roads(self):
        return collection([({"seg": number, "name": f"街{number}"}, "LineString", [degrees(*p) for p in line])
                           for number, line in enumerate(self.streets.values(), 1)])

    def areas(self):
        size, corner = self.size, {}
        for c in range(size.columns + 1):
            for r in range(size.rows + 1):
                x = -300 if c == 0 else self.side + 300 if c == size.columns else self.side * c / size.columns + self.dice.uniform(-150, 150)
                y = -300 if r == 0 else self.side + 300 if r == size.rows else self.side * r / size.rows + self.dice.uniform(-150, 150)
                corner[c, r] = (x, y)
        features = []
        for c in range(size.columns):
            for r in range(size.rows):
                ring = [corner[c, r], corner[c + 1, r], corner[c + 1, r + 1], corner[c, r + 1], corner[c, r]]
                dept = 11 + c * size.rows + r
                if dept == 12:                          # reaches into its neighbour
                    ring[1], ring[2] = (ring[1][0] + 200, ring[1][1]), (ring[2][0] + 200, ring[2][1])
                rings = [ring]
                if dept == 13:                          # a park that nobody patrols
                    x, y = (ring[0][0] + ring[2][0]) / 2, (ring[0][1] + ring[2][1]) / 2
                    rings.append([(x - 200, y - 200), (x + 200, y - 200), (x + 200, y + 200), (x - 200, y + 200), (x - 200, y - 200)])
                features.append(({"dept": dept}, "Polygon", [[degrees(*p) for p in ring] for ring in rings]))
        return collection(features)

    def part_of(self, dept):
        """The streets that a department's vehicles use: from each crossing the way to others; one in twelve is never entered."""
        size = self.size
        c, r = divmod(dept - 11, size.rows)
        n = size.crossings
        i0, i1, j0, j1 = c * n // size.columns, (c + 1) * n // size.columns, r * n // size.rows, (r + 1) * n // size.rows
        ways = {}
        for (a, b), line in self.streets.items():
            if not (i0 <= a[0] <= i1 and j0 <= a[1] <= j1 and i0 <= b[0] <= i1 and j0 <= b[1] <= j1) or self.dice.random() < 1 / 12:
                continue
            ways.setdefault(a, []).append((b, line))
            ways.setdefault(b, []).append((a, line[::-1]))
        return ways

    def drive(self, ways, seconds):
        """(second, x, y) of one day: a point each 5 to 12 s, silences, a stop now and then."""
        at, t = self.dice.choice(list(ways)), 0.0
        line, along = [self.crossing[at]], 0.0
        while t < seconds:
            step = self.dice.uniform(5, 12)
            if self.dice.random() < 0.004:
                step = self.dice.uniform(100, 900)      # some of these are no gap yet
            t += step
            along += 0 if self.dice.random() < 0.05 else self.dice.uniform(5, 11) * min(step, 60)
            while True:
                length = sum(math.dist(p, q) for p, q in zip(line, line[1:]))
                if along <= length:
                    break
                along -= length
                at, line = self.dice.choice(ways[at])
            rest = along
            for p, q in zip(line, line[1:]):
                d = math.dist(p, q)
                if rest <= d:
                    break
                rest -= d
            else:
                p = q = line[-1]
                d = 0
            part = rest / d if d else 0
            yield int(t), p[0] + part * (q[0] - p[0]) + self.dice.gauss(0, 3), p[1] + part * (q[1] - p[1]) + self.dice.gauss(0, 3)

    def points(self):
        """Rows (vehicle, dept, t, lon, lat) as texts, in the order of time, as a gateway stores them."""
        size, rows, vehicle = self.size, [], 0
        for dept in range(11, 11 + size.columns * size.rows):
            ways = self.part_of(dept)
            for _ in range(size.vehicles):
                vehicle += 1
                for day in range(size.days):
                    morning = MONDAY + day * 86400 + 8 * 3600
                    rows += [(morning + t, vehicle, dept, *degrees(x, y)) for t, x, y in self.drive(ways, size.hours * 3600)]
        rows.sort(key=lambda row: (row[0], row[1]))
        return [f"{vehicle},{dept},{t},{lon:.7f},{lat:.7f}" for t, vehicle, dept, lon, lat in rows]

    def write(self, folder):
        """roads.geojson, areas.geojson, points.csv; how many points."""
        rows = self.points()
        (folder / "roads.geojson").write_text(self.roads())
        (folder / "areas.geojson").write_text(self.areas())
        (folder / "points.csv").write_text("vehicle,dept,t,lon,lat\n" + "\n".join(rows) + "\n")
        return len(rows)
