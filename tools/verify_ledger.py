#!/usr/bin/env python3
"""verify_ledger.py - checks an exported ledger, or one proof, without the program that wrote it.

    juebu export ledger > ledger.jsonl
    verify_ledger.py ledger.jsonl [more parts] [--anchor FILE | --anchor NO:SEAL]
    verify_ledger.py --proof proof.json --anchor FILE

Written from the words of src/ledger/digest.h alone; standard library only, with an SM3 of its own (--pure uses it even
where Python has one, which is faster). Says "sound: ..." and exits 0, or names the first thing that does not hold,
"bad: ledger 17: ...", and exits 1.
"""
import argparse
import hashlib
import json
import struct
import sys

ZEROS = bytes(32)
UNSEALED_SECONDS = 600          # an entry waits a second for its seal; one that waits ten minutes was slipped in


# ---- SM3, GB/T 32905-2016 ----

MASK = 0xFFFFFFFF
START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)


def turn(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & MASK


ROUND = [turn(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64)]


def compress(v, block):
    w = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
        w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
    a, b, c, d, e, f, g, h = v
    for j in range(64):
        a12 = turn(a, 12)
        ss1 = turn((a12 + e + ROUND[j]) & MASK, 7)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & MASK & g)
        tt1 = (ff + d + (ss1 ^ a12) + (w[j] ^ w[j + 4])) & MASK
        tt2 = (gg + h + ss1 + w[j]) & MASK
        a, b, c, d = tt1, a, turn(b, 9), c
        e, f, g, h = tt2 ^ turn(tt2, 9) ^ turn(tt2, 17), e, turn(f, 19), g
    return tuple(x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h)))


def pure_sm3(data):
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    v = START
    for at in range(0, len(padded), 64):
        v = compress(v, padded[at:at + 64])
    return struct.pack(">8I", *v)


def library_sm3(data):
    return hashlib.new("sm3", data).digest()


ABC = bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
assert pure_sm3(b"abc") == ABC


def choose_sm3(pure):
    try:
        return pure_sm3 if pure or library_sm3(b"abc") != ABC else library_sm3
    except ValueError:          # this Python's OpenSSL has none
        return pure_sm3


sm3 = pure_sm3


# ---- which bytes (src/ledger/digest.h) ----

def number(value):
    return struct.pack(">q", value or 0)


def text(value):
    raw = (value or "").encode()
    return struct.pack(">I", len(raw)) + raw


def entry_hash(e):
    return sm3(b"\0juebu-1" + number(e["no"]) + number(e["id"]) + number(e["written_at"]) + number(e["effective_at"])
               + number(e["actor_id"]) + text(e["actor_name"]) + text(e["via"]) + text(e["event"]) + text(e["subject"])
               + number(e["subject_id"]) + number(e["unit_id"]) + text(e["before"]) + text(e["after"]) + text(e["note"]))


def pair(kind, left, right):
    return sm3(kind + left + right)


NODE, BOUGH = b"\x01", b"\x03"


def root_of(kind, level):
    while len(level) > 1:
        above = [pair(kind, level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2:]
    return level[0]


def seal_of(previous, first_no, last_no, root, sealed_at):
    return sm3(b"\x02" + previous + number(first_no) + number(last_no) + root + number(sealed_at))


def led_to(kind, at, i, count, path):
    """Where a path leads from leaf i of count; None if it is not as long as it must be."""
    path = list(path)
    if not 0 <= i < count:
        return None
    while count > 1:
        if not (i % 2 == 0 and i == count - 1):
            if not path:
                return None
            beside = path.pop(0)
            at = pair(kind, beside, at) if i % 2 else pair(kind, at, beside)
        i, count = i // 2, (count + 1) // 2
    return None if path else at


class SealTree:
    """The tree over all seals, seal by seal: one bough for each bit of the count."""

    def __init__(self):
        self.count, self.boughs = 0, {}

    def add(self, seal):
        level = 0
        while self.count >> level & 1:
            seal = pair(BOUGH, self.boughs.pop(level), seal)
            level += 1
        self.boughs[level] = seal
        self.count += 1

    def head(self):
        head = None
        for level in sorted(self.boughs):
            head = self.boughs[level] if head is None else pair(BOUGH, self.boughs[level], head)
        return head


# ---- findings ----

class Bad(Exception):
    def __init__(self, place, why):
        super().__init__(f"{place}: {why}")


def digest(value, place):
    if not isinstance(value, str) or len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise Bad(place, "not a digest of 64 hex digits")
    return bytes.fromhex(value)


# ---- anchors ----

def anchor_line(a):
    return (f'{{"date":"{a["date"]}","last_no":{a["last_no"]},"blocks":{a["blocks"]},"seal":"{a["seal"]}",'
            f'"tree":"{a["tree"]}","previous":"{a["previous"]}"}}')


def line_hash(line):
    return sm3(line.encode()).hex() if line else ZEROS.hex()


def read_anchors(given):
    """Those of a file, whose lines must hang together; or one as it is printed."""
    if ":" in given and given.split(":", 1)[0].isdigit():
        no, seal = given.split(":", 1)
        return [{"date": None, "last_no": int(no), "blocks": 0, "seal": seal}]
    anchors, before = [], None
    with open(given, encoding="utf-8") as file:
        for n, line in enumerate(file.read().strip().split("\n"), 1):
            place = f"anchor line {n}"
            try:
                anchor = json.loads(line)
                if anchor_line(anchor) != line:
                    raise Bad(place, "not an anchor as it is written")
            except (ValueError, KeyError, TypeError):
                raise Bad(place, "not an anchor") from None
            if before is not None and anchor["previous"] != line_hash(before):
                raise Bad(place, "does not go on from the line before")
            if anchors and (anchor["date"] <= anchors[-1]["date"] or anchor["last_no"] < anchors[-1]["last_no"]):
                raise Bad(place, "day or number goes backwards")
            anchors.append(anchor)
            before = line
    return anchors


def anchor_place(a):
    return f"anchor {a['date'] or a['last_no']}"


class Anchors:
    """Anchors that wait for the block they vouch for; the first that does not hold is kept."""

    def __init__(self, anchors):
        self.waiting, self.failed = list(anchors), None

    def meet(self, last_no, block, seal, tree):
        while self.waiting and self.waiting[0]["last_no"] <= last_no:
            a = self.waiting.pop(0)
            holds = a["last_no"] == last_no and a["seal"] == seal.hex()
            if holds and a["blocks"]:
                holds = a["blocks"] == block and a["tree"] == tree.head().hex()
            if not holds and self.failed is None:
                self.failed = a

    def check(self, why):
        failed = self.failed or (self.waiting[0] if self.waiting else None)
        if failed:
            raise Bad(anchor_place(failed), why)


# ---- the export ----

def read_export(files):
    heads, seals, entries, anchors = [], {}, [], {}
    for name in files:
        with open(name, encoding="utf-8") if name != "-" else sys.stdin as file:
            for line in file:
                row = json.loads(line)
                kind = row.get("kind")
                if kind == "ledger":
                    heads.append(row)
                elif kind == "seal":
                    seals[row["first_no"]] = row
                elif kind == "entry":
                    entries.append(row)
                elif kind == "anchor":
                    anchors[row["date"]] = row
    if not heads or heads[0]["format"] != "juebu-ledger-1":
        sys.exit("verify_ledger: this is no export of a ledger")
    numbered = sorted((e for e in entries if e["no"]), key=lambda e: e["no"])
    unsealed = sorted((e for e in entries if not e["no"]), key=lambda e: e["id"])
    return (heads[0]["exported_at"], [seals[n] for n in sorted(seals)], numbered, unsealed,
            [anchors[d] for d in sorted(anchors)])


def check_entry(entries, at, no, leaf):
    entry = entries[at] if at < len(entries) else None
    if entry is None or entry["no"] != no:
        raise Bad(f"ledger {no}", "this entry is gone, or has another number")
    # An export for an auditor leaves the values out and gives the hash instead.
    found = digest(entry["hash"], f"ledger {no}") if "hash" in entry else entry_hash(entry)
    if found != leaf:
        raise Bad(f"ledger {no}", "says something else than when it was sealed")


def check_block(s, expected_block, next_no, previous):
    place = f"seal {s['block']}"
    if s["first_no"] != next_no:
        raise Bad(place, f"should begin at {next_no}, begins at {s['first_no']}")
    if s["block"] != expected_block:
        raise Bad(f"seal {expected_block}", "the block has another number")
    if not s["leaves"] or len(s["leaves"][-1]) != 64 or s["last_no"] != s["first_no"] + len(s["leaves"]) - 1:
        raise Bad(place, "first, last and number of entries do not agree")
    root, before, seal = (digest(s[name], place) for name in ("root", "previous", "seal"))
    leaves = [digest(leaf, place) for leaf in s["leaves"]]
    if before != previous:
        raise Bad(place, "does not go on from the seal before")
    if root_of(NODE, leaves) != root:
        raise Bad(place, "the root is not that of its entries")
    if seal_of(before, s["first_no"], s["last_no"], root, s["sealed_at"]) != seal:
        raise Bad(place, "the seal is another when computed anew")
    return leaves, seal


def check_lines(anchors):
    before = None
    for a in anchors:
        if a["previous"] != line_hash(before):
            raise Bad(anchor_place(a), "does not go on from the anchor before")
        before = anchor_line(a)


def verify_export(files, outside):
    exported_at, seals, entries, unsealed, kept = read_export(files)
    inside, outside = Anchors(kept), Anchors(outside)
    tree, previous, at = SealTree(), ZEROS, 0
    for n, s in enumerate(seals, 1):
        leaves, seal = check_block(s, n, at + 1, previous)
        for leaf in leaves:
            check_entry(entries, at, at + 1, leaf)
            at += 1
        previous = seal
        tree.add(seal)
        for anchors in (inside, outside):
            anchors.meet(s["last_no"], n, seal, tree)
    if at < len(entries):
        raise Bad(f"ledger {entries[at]['no']}", "has a number but no seal")
    for e in unsealed:
        if e["written_at"] < exported_at - UNSEALED_SECONDS:
            raise Bad(f"ledger id {e['id']}", "was written long ago and never sealed")
    inside.check("the anchor within does not hold: the end was cut off or rewritten")
    check_lines(kept)
    outside.check("the anchor kept outside does not hold: the end was cut off or rewritten")
    return f"{len(entries) + len(unsealed)} entries, {len(seals)} seals, head {previous.hex()}"


# ---- one proof ----

def verify_proof(name, outside):
    with open(name, encoding="utf-8") as file:
        p = json.load(file)
    if p.get("format") != "juebu-proof-1":
        sys.exit("verify_ledger: this is no proof")
    e, place = p["entry"], f"ledger {p['entry']['no']}"
    path, tree_path = ([digest(d, place) for d in p[name]] for name in ("path", "tree_path"))
    root = led_to(NODE, entry_hash(e), e["no"] - p["first_no"], p["last_no"] - p["first_no"] + 1, path)
    if root is None or seal_of(digest(p["previous"], place), p["first_no"], p["last_no"], root, p["sealed_at"]).hex() != p["seal"]:
        raise Bad(place, "entry, path and seal do not agree")
    a = p["anchor"]
    if not a:
        raise Bad(place, "no anchor covers it yet")
    tree = led_to(BOUGH, bytes.fromhex(p["seal"]), p["block"] - 1, a["blocks"], tree_path)
    if tree is None or tree.hex() != a["tree"]:
        raise Bad(place, "the seal's path does not lead to the anchor's tree")
    same = ("last_no", "blocks", "seal", "tree")
    if not any(all(a[k] == o.get(k) for k in same) if o["blocks"]
               else (o["last_no"], o["seal"]) == (p["last_no"], p["seal"]) for o in outside):
        raise Bad(anchor_place(a), "the anchor it names is not among those kept outside")
    return f"entry {e['no']} stands under the anchor of {a['date']}"


def main():
    global sm3
    ask = argparse.ArgumentParser(description="Checks an exported ledger, or one proof, without the program.")
    ask.add_argument("export", nargs="*")
    ask.add_argument("--anchor", help="the file of anchors, or NO:SEAL as printed")
    ask.add_argument("--proof")
    ask.add_argument("--pure", action="store_true", help="SM3 of this script's own")
    given = ask.parse_args()
    if bool(given.export) == bool(given.proof) or (given.proof and not given.anchor):
        ask.error("an export, or --proof FILE --anchor FILE")
    sm3 = choose_sm3(given.pure)
    try:
        outside = read_anchors(given.anchor) if given.anchor else []
        print("sound:", verify_proof(given.proof, outside) if given.proof else verify_export(given.export, outside))
    except Bad as bad:
        sys.exit(f"bad: {bad}")


main()
