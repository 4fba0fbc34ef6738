#!/usr/bin/env python3
"""gateway.py [ROUNDS] - terminals speak JT/T 808 with `juebu serve --gateway` while it, and its gateway, are killed, on both databases.

Each terminal tears and glues its frames, sends rubbish between them, positions one by one, in batches and in split messages.
After all: every position that was answered with "done" is stored, in the tail or in a block, with all its numbers; the hours
closed by a tick hold the same; `juebu verify` agrees. It reads the packed bytes with a reader of its own, written from
src/track/pack.h. The last line is "N passed, N failed". Standard library only.
"""
import json
import os
import random
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from crash import PROGRAM, ROOT, UNTIL, Server, free_port, psql, rows_of

TERMINALS = 12
SECONDS = 3            # of each round until the kill
BEIJING = timezone(timedelta(hours=8))
DONE, FAILED, WRONG, NOT_SUPPORTED = range(4)


# ---- frames, written from domain.md and the standard alone ----

def bcd(digits):
    return bytes.fromhex(digits)


def escape(plain):
    return plain.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")


def frame(number, kind, serial, body, new=False, part=None, cipher=0):
    how = len(body) | (1 << 14 if new else 0) | (1 << 13 if part else 0) | cipher << 10
    head = struct.pack(">HH", kind, how) + (b"\x01" if new else b"") + bcd(number.zfill(20 if new else 12)) + struct.pack(">H", serial)
    plain = head + (struct.pack(">HH", *part) if part else b"") + body
    check = 0
    for byte in plain:
        check ^= byte
    return b"\x7e" + escape(plain + bytes([check])) + b"\x7e"


def answers_in(stream):
    """[(kind, body)] of whole frames, and what is left."""
    found = []
    while stream.count(b"\x7e") >= 2:
        start = stream.index(b"\x7e")
        end = stream.index(b"\x7e", start + 1)
        plain = stream[start + 1:end].replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
        stream = stream[end + 1:]
        kind, how = struct.unpack(">HH", plain[:4])
        skip = 4 + (11 if how & 1 << 14 else 6) + 2
        found.append((kind, plain[skip:-1]))
    return found, stream


def position(t, lat, lon, speed, course, altitude=108, status=3):
    moment = datetime.fromtimestamp(t, BEIJING).strftime("%y%m%d%H%M%S")
    return struct.pack(">IIIIhHH", 0, status, lat, lon, altitude, speed, course) + bcd(moment) + bytes.fromhex("0104000000643001" "1f")


class Gone(Exception):
    pass


class Terminal:
    """One device: what it sent, and what it was told is stored."""

    def __init__(self, number, new, seed):
        self.number, self.new, self.dice = number, new, random.Random(seed)
        self.code, self.serial = None, 0
        self.t = int(datetime(2026, 11, 22, 8, tzinfo=BEIJING).timestamp()) + self.dice.randrange(600)
        self.lat, self.lon = 34_800_000 + self.dice.randrange(20_000), 113_550_000 + self.dice.randrange(20_000)
        self.waiting, self.stored, self.sent = {}, {}, 0

    def connect(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.left = b""
        self.waiting = {}

    def send(self, kind, body, part=None):
        self.serial = (self.serial + 1) & 0xffff
        data = frame(self.number, kind, self.serial, body, self.new, part)
        self.out(data)
        return self.serial

    def out(self, data):
        """Torn into pieces of any length."""
        while data:
            cut = self.dice.choice((1, 7, 30, len(data), len(data)))
            try:
                self.socket.sendall(data[:cut])
            except OSError:
                raise Gone from None
            data = data[cut:]

    def hear(self):
        try:
            got = self.socket.recv(65536)
        except OSError:
            raise Gone from None
        if not got:
            raise Gone
        found, self.left = answers_in(self.left + got)
        return found

    def ask(self, kind, body):
        serial = self.send(kind, body)
        while True:
            for answer, content in self.hear():
                if answer in (0x8100, 0x8001, 0x8004) and (answer == 0x8004 or struct.unpack(">H", content[:2])[0] == serial):
                    return content

    def log_in(self):
        if not self.code:
            body = struct.pack(">HH", 41, 1) + (b"MAKER".ljust(11, b"\0") + b"MODEL".ljust(30, b"\0") + b"T1".ljust(30, b"\0") if self.new
                                                 else b"MAKER" + b"MODEL".ljust(20, b"\0") + b"T1".ljust(7, b"\0")) + b"\x01" + "豫A1".encode("gbk")
            answer = self.ask(0x0100, body)
            if answer[2] != 0:
                return False
            self.code = answer[3:]
        code = bytes([len(self.code)]) + self.code + b"3" * 15 + b"v1".ljust(20, b"\0") if self.new else self.code
        return self.ask(0x0102, code)[4] == DONE

    def next_position(self):
        self.t += self.dice.choice((5, 10, 10, 10, 30))
        self.lat += self.dice.randrange(-600, 700)
        self.lon += self.dice.randrange(-600, 700)
        speed, course = self.dice.randrange(800), self.dice.randrange(360)
        self.sent += 1
        return (self.t, self.lat, self.lon, speed, course), position(self.t, self.lat, self.lon, speed, course)

    def send_some(self):
        way = self.dice.randrange(6)
        count = 1 if way < 3 else self.dice.randrange(1, 30)
        points = [self.next_position() for _ in range(count)]
        if way < 3:
            self.waiting[self.send(0x0200, points[0][1])] = [points[0][0]]
            return
        body = struct.pack(">HB", count, way == 3) + b"".join(struct.pack(">H", len(b)) + b for _, b in points)
        if way < 5 and len(body) < 1000:
            self.waiting[self.send(0x0704, body)] = [p for p, _ in points]
            return
        pieces = [body[i:i + 300] for i in range(0, len(body), 300)]
        serials = [self.send(0x0704, piece, (len(pieces), i + 1)) for i, piece in enumerate(pieces)]
        self.waiting[serials[-1]] = [p for p, _ in points]
        for serial in serials[:-1]:
            self.waiting[serial] = []

    def drive(self):
        """Up to some frames unanswered at a time, until the connection breaks."""
        if not self.log_in():
            raise RuntimeError(f"{self.number} is not let in")
        while True:
            for _ in range(self.dice.randrange(1, 8)):
                self.send_some()
            time.sleep(0.02)
            if self.dice.randrange(10) == 0:
                self.out(b"\x7e" + self.dice.randbytes(20).replace(b"\x7e", b"x") + b"\x7e")        # nobody's frame
            while len(self.waiting) > 8:
                for kind, body in self.hear():
                    if kind == 0x8001:
                        serial, _, result = struct.unpack(">HHB", body)
                        points = self.waiting.pop(serial, None)
                        if points is not None and result == DONE:
                            self.stored.update({p[0]: p for p in points})


# ---- the packed bytes, read from pack.h's words ----

class Bits:
    def __init__(self, data, at):
        self.data, self.at = data, at * 8

    def take(self, count):
        value = 0
        for _ in range(count):
            value = value << 1 | self.data[self.at // 8] >> (7 - self.at % 8) & 1
            self.at += 1
        return value


def unpack(data):
    """[[at_ms, lon, lat, altitude, course, speed, flags, received_s]]"""
    at = 3

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def signed(n):
        return n >> 1 if n % 2 == 0 else -(n >> 1) - 1

    assert data[0] == 1
    degree, second = 10 if data[1] & 1 else 1, 1000 if data[1] & 2 else 1
    count = varint()
    last = [signed(varint()) for _ in range(8)]
    before, rows, habits = last, [last], [[1, 1] for _ in range(8)]
    bits = Bits(data, at)
    for _ in range(count - 1):
        now = []
        for m in range(8):
            moves = data[2] >> m & 1
            expected = last[m] + (0 if not moves else last[m] - before[m] if m < 7 else last[0] * second // 1000 - now[0] * second // 1000)
            if m == 7 and not bits.take(1):
                now.append(expected)
                continue
            habit = habits[m]
            k = 0
            while k < 40 and habit[1] << k < habit[0]:
                k += 1
            ones = 0
            while ones < 24 and bits.take(1):
                ones += 1
            n = ones << k | bits.take(k) if ones < 24 else bits.take(64)
            habit[0] += min(n, 1 << 30)
            habit[1] += 1
            if habit[1] >= 32:
                habit[0] //= 2
                habit[1] //= 2
            now.append(expected + signed(n + 1 if m == 7 else n))
        before, last = last, now
        rows.append(now)
    return [[r[0] * second, r[1] * degree, r[2] * degree, r[3], r[4], r[5], r[6], r[7] + r[0] * second // 1000] for r in rows]


# ---- the test ----

class Test:
    def __init__(self, name, db):
        self.name, self.db, self.passed, self.failed = name, db, 0, 0

    def say(self, what, holds, words=""):
        self.passed += bool(holds)
        self.failed += not holds
        if not holds:
            print(f"    {self.name}: {what}: {words}")

    def serve(self):
        self.port = free_port()
        return GatewayServer(self.db, self.port)

    def points(self):
        """{device number: {second: (t, lat, lon, speed, course)}} and how many rows there are of each kind."""
        server = self.db.startswith("postgresql://")
        as_hex = (lambda c: f"encode({c}, 'hex')") if server else (lambda c: f"hex({c})")
        tail = rows_of(self.db, f"SELECT d.number, {as_hex('t.points')} AS bytes FROM track_tail t JOIN device d ON d.id = t.device_id")
        blocks = rows_of(self.db, f"SELECT d.number, {as_hex('p.bytes')} AS bytes FROM track_block b JOIN device d ON d.id = b.device_id"
                                  " JOIN track_packed p ON p.block_id = b.id")
        found = {}
        for number, packed in tail + blocks:
            for p in unpack(bytes.fromhex(packed)):
                found.setdefault(number, {})[p[0] // 1000] = (p[0] // 1000, p[2] // 10, p[1] // 10, p[5], p[4])
        return found, len(tail), len(blocks)

    def all_there(self, terminals, what):
        found, tails, blocks = self.points()
        missing = [(t.number, p) for t in terminals for p in t.stored.values() if found.get(t.number, {}).get(p[0]) != p]
        self.say(what, not missing, f"{len(missing)} were acknowledged and are not stored as sent: {missing[:3]}")
        return tails, blocks

    def register(self, server, terminals):
        token = server.login("legal")
        status, body = server.call("GET", "/api/v1/unit", None, token)
        unit = json.loads(body)["rows"][1]["id"]
        for t in terminals:
            status, body = server.call("POST", "/api/v1/device", {"unit_id": unit, "number": t.number, "name": t.number, "kind": "terminal",
                                                                  "protocol": "jt808"}, token)
            if status not in (200, 201):
                raise RuntimeError(f"{status} {body.decode()}")
        return token

    def round(self, terminals, what_dies):
        """Drive until something is killed; then everybody comes again."""
        server = self.serve()
        threads = [threading.Thread(target=run_terminal, args=(t, self.port)) for t in terminals]
        for thread in threads:
            thread.start()
        time.sleep(SECONDS * random.uniform(0.4, 1))
        if what_dies == "serve":
            server.kill()
        else:
            child = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True).stdout.split()
            self.say("the gateway is one process beside serve", len(child) == 1, str(child))
            os.kill(int(child[0]), signal.SIGKILL)
            time.sleep(0.2)
            self.say("pages go on without the gateway", server.answers())
            again = Terminal("99", False, 0)
            self.say("it is started again", within(5, lambda: connects(again, self.port)))
            server.process.send_signal(signal.SIGTERM)
            self.say("serve ends when it is told", server.process.wait(20) == 0)
        for thread in threads:
            thread.join(30)
        self.all_there(terminals, f"after the end of {what_dies}")

    def rubbish(self):
        """What strangers send costs nobody but them."""
        server = self.serve()
        known = Terminal("13800000000", False, 1)
        known.connect(self.port)
        self.register(server, [known])
        self.say("a registered terminal is let in", known.log_in())
        time_told = known.ask(0x0004, b"")
        self.say("the time is UTC, in BCD", abs(datetime.strptime(time_told.hex(), "%y%m%d%H%M%S").replace(tzinfo=timezone.utc).timestamp() - time.time()) < 120
                 or time_told[:1] == b"\x26", time_told.hex())
        self.say("an unknown message is not supported", known.ask(0x0900, b"abc")[4] == NOT_SUPPORTED)
        self.say("a position without a time is wrong", known.ask(0x0200, position(known.t, 1, 1, 0, 0)[:-14] + b"\0" * 6)[4] == WRONG)
        self.say("latitude 91 is wrong", known.ask(0x0200, position(known.t, 91_000_000, 1, 0, 0))[4] == WRONG)
        known.out(frame(known.number, 0x0200, 77, b"x" * 40, cipher=1))
        self.say("an encrypted body is not supported", known.hear()[0][1][4] == NOT_SUPPORTED)
        known.out(frame("13800000009", 0x0002, 78, b""))
        self.say("another's number on its connection is refused", known.hear()[0][1][4] == FAILED)
        for name, number, act in (("unregistered", "777", lambda t: t.log_in()), ("with a wrong code", known.number, lambda t: wrong_code(t))):
            t = Terminal(number, False, 2)
            t.connect(self.port)
            self.say(f"a terminal {name} is refused", not act(t))
            self.say(f"a terminal {name} may send nothing", t.ask(0x0200, position(t.t, 1, 1, 0, 0))[4] == FAILED)
        for name, data in (("stray bytes", b"GET / HTTP/1.1\r\n" * 300), ("bad frames", b"\x7eabcdefgh\x7e" * 40), ("an endless frame", b"\x7e" + b"a" * 60000)):
            t = Terminal("5", False, 3)
            t.connect(self.port)
            self.say(f"{name} are cut off", is_cut(t, data))
        self.say("and the one who behaved is still there", known.ask(0x0002, b"")[4] == DONE)
        self.say("and the pages too", server.answers())
        self.say("refusals are logged", "拒绝了" in server.said(), server.said()[-300:])
        self.stop_device(server, known)
        server.process.send_signal(signal.SIGTERM)
        self.say("serve ends when it is told", server.process.wait(20) == 0)

    def stop_device(self, server, known):
        token = server.login("legal")
        rows = json.loads(server.call("GET", "/api/v1/device?number=" + known.number, None, token)[1])["rows"]
        row = [r for r in rows if r["number"] == known.number][0]
        status, body = server.call("POST", f"/api/v1/device/{row['id']}/stop", {"version": row["version"], "reason": "送修"}, token)
        self.say("a device is stopped", status == 200, body.decode())
        self.say("and what it sends from then on is refused", known.ask(0x0200, position(known.t, 34_800_000, 113_550_000, 1, 1))[4] == FAILED)
        self.say("and it is cut", is_cut(known, b""))

    def yesterday(self):
        """A device that was in a cellar sends yesterday's batch."""
        server = self.serve()
        t = Terminal("13811111111", True, 5)
        self.register(server, [t])
        t.connect(self.port)
        self.say("a terminal of 2019 is let in", t.log_in())
        points = [t.next_position() for _ in range(25)]
        body = struct.pack(">HB", len(points), 1) + b"".join(struct.pack(">H", len(b)) + b for _, b in points)
        self.say("yesterday's batch is taken", t.ask(0x0704, body)[4] == DONE)
        t.stored.update({p[0]: p for p, _ in points})
        server.kill()
        return t

    def run(self, rounds):
        terminals = [Terminal(str(13900000000 + i), i % 2 == 1, i) for i in range(TERMINALS)]
        server = self.serve()
        self.register(server, terminals)
        server.kill()
        for i in range(rounds):
            self.round(terminals, "serve" if i % 2 == 0 else "gateway")
        terminals.append(self.yesterday())
        self.rubbish()
        tails, blocks = self.all_there(terminals, "at the end")
        # The clock may have come by already and closed what is old: both ways of keeping are read then.
        self.say("there is a tail", tails > 0, f"{tails} {blocks}")
        later = "2026-11-25T12:00" if UNTIL < "2026-11-25" else UNTIL
        done = subprocess.run([PROGRAM, "tick", "--db", self.db, "--at", later], capture_output=True, text=True)
        self.say("a tick", done.returncode == 0, done.stderr)
        tails, blocks = self.all_there(terminals, "in closed blocks")
        self.say("all hours are closed", tails == 0 and blocks > 0, f"{tails} {blocks}")
        done = subprocess.run([PROGRAM, "verify", "--db", self.db], capture_output=True, text=True)
        self.say("verify agrees", done.returncode == 0, done.stderr)
        self.bend()
        stored, sent = sum(len(t.stored) for t in terminals), sum(t.sent for t in terminals)
        self.say("many were acknowledged", stored > 1000, str(stored))
        print(f"{self.name}: {stored} of {sent} positions were acknowledged and are there")

    def bend(self):
        """A byte of a block changed behind the program's back."""
        block = rows_of(self.db, "SELECT MAX(block_id) AS id FROM track_packed")[0][0]
        if self.db.startswith("postgresql://"):
            psql(self.db, f"UPDATE track_packed SET bytes = set_byte(bytes, 9, get_byte(bytes, 9) # 1) WHERE block_id = {block}")
        else:
            with sqlite3.connect(self.db) as rows:
                data = bytearray(rows.execute("SELECT bytes FROM track_packed WHERE block_id = ?", (block,)).fetchone()[0])
                data[9] ^= 1
                rows.execute("UPDATE track_packed SET bytes = ? WHERE block_id = ?", (bytes(data), block))
        done = subprocess.run([PROGRAM, "verify", "--db", self.db], capture_output=True, text=True)
        self.say("verify names the bent block", done.returncode == 1 and f"track_block {block}" in done.stderr, done.stderr)


class GatewayServer(Server):
    def __init__(self, db, gateway):
        self.gateway = gateway
        real = subprocess.Popen
        try:
            subprocess.Popen = lambda command, **more: real([*command, "--gateway", f"127.0.0.1:{gateway}"], **more)
            super().__init__(db)
        finally:
            subprocess.Popen = real


def run_terminal(terminal, port):
    try:
        terminal.connect(port)
        terminal.drive()
    except (Gone, OSError):
        pass


def wrong_code(terminal):
    terminal.code = b"0" * 32
    return terminal.log_in()


def connects(terminal, port):
    try:
        terminal.connect(port)
        return not terminal.log_in()            # nobody knows it: but it was answered
    except (Gone, OSError):
        return False


def within(seconds, asks):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if asks():
            return True
        time.sleep(0.1)
    return False


def is_cut(terminal, data):
    try:
        terminal.socket.sendall(data)
        while True:
            terminal.hear()
    except Gone:
        return True
    except OSError:
        return True


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    passed = failed = 0
    random.seed(20261124)
    with tempfile.TemporaryDirectory() as folder:
        started = subprocess.run([ROOT / "tests/postgres.sh", "start", folder], capture_output=True, text=True, check=True).stdout
        server = started.strip().split("\n")[-1].rsplit("/", 1)[0]
        try:
            psql(server + "/postgres", "CREATE DATABASE gateway")
            for name, db in (("SQLite", os.path.join(folder, "gateway.db")), ("PostgreSQL", server + "/gateway")):
                subprocess.run([PROGRAM, "demo", "--db", db, "--weeks", "1", "--until", UNTIL], check=True, stdout=subprocess.DEVNULL)
                test = Test(name, db)
                test.run(rounds)
                passed += test.passed
                failed += test.failed
        finally:
            subprocess.run([ROOT / "tests/postgres.sh", "stop", folder], capture_output=True)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
