#!/usr/bin/env python3
"""holidays.py FACTS.csv [COLUMN] - does data/holidays.txt say what the facts say, for every day?

FACTS.csv has a column "date" and a column (holiday-cn unless told) of "off" or "work". Read here by other code
than the program's own, so that one mistake does not hide in both. Not needed by the build.
"""
import csv
import datetime
import sys
from pathlib import Path

TEXT = Path(__file__).resolve().parent.parent / "data" / "holidays.txt"


def date_of(word, year):
    return datetime.date.fromisoformat(word if len(word) == 10 else f"{year}-{word}")


def days_of(word, year):
    first, _, last = word.partition("..")
    day, end = date_of(first, year), date_of(last or first, year)
    while day <= end:
        yield day
        day += datetime.timedelta(days=1)


def special_days():
    """Date -> worked, notices in the order of their years, so that a later one rules."""
    special = {}
    lines = [line for line in TEXT.read_text().splitlines() if line and not line.startswith("#")]
    for line in sorted(lines):
        year, *words = line.replace(";", " ; ").split()
        worked = None
        for word in words:
            if word in ("off", "work"):
                worked = word == "work"
            elif word[0].isdigit():
                special.update((day, worked) for day in days_of(word, year))
    return special


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    column = sys.argv[2] if len(sys.argv) > 2 else "holiday-cn"
    special, seen, wrong = special_days(), 0, 0
    with open(sys.argv[1], newline="") as facts:
        for row in csv.DictReader(facts):
            if row[column] not in ("off", "work"):
                continue
            day = datetime.date.fromisoformat(row["date"])
            ours = special.get(day, day.weekday() < 5)
            seen += 1
            if ours != (row[column] == "work"):
                wrong += 1
                print(f"{day}: facts say {row[column]}, data/holidays.txt says {'work' if ours else 'off'}")
    print(f"{seen} days compared, {wrong} differ")
    sys.exit(1 if wrong or not seen else 0)


main()
