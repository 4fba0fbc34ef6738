#!/usr/bin/env python3
"""stop.py [WORD] - what stops under load stops cleanly: the database server below the program, and the program itself.

restarts   PostgreSQL is restarted four times while 32 clients write: serve lives on and writes again within ten seconds
ends       SIGTERM while 64 clients write over kept connections: every request sent on one is answered, 0 within ten seconds

In both: who was told 201 finds his matter; who was told no finds none (store.unsure says itself that it cannot know);
nothing is half done; `juebu verify` agrees; the ledger's numbers have no gap. The last line is "N passed, N failed".
"""
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter

from crash import PROGRAM, ROOT, UNTIL, Server, matter_faults, rows_of

TITLE = "停机"
END_SECONDS = AGAIN_SECONDS = 10
RESTARTING, ENDING = 32, 64             # clients
PAUSE_SECONDS = 0.3                     # of every other client: its kept connection is idle when the end comes
RESTARTS = ["immediate", "immediate", "immediate", "fast"]


class Load:
    """Clients who register matters, each over a connection that it keeps, and what each was told."""

    def __init__(self, server, clients, round_no):
        self.server, self.token, self.round_no = server, server.login("head1"), round_no
        self.lock, self.stopping = threading.Lock(), False
        self.done, self.refused, self.unsure, self.unanswered, self.turned_away = {}, [], [], [], []
        self.wrong, self.rules, self.last_done = [], Counter(), 0.0
        self.threads = [threading.Thread(target=self.write, args=(i,)) for i in range(clients)]
        for thread in self.threads:
            thread.start()

    def write(self, client):
        connection, n = None, 0
        try:
            while not self.stopping:
                if connection is None or connection.sock is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
                    connection.connect()
                    served = False
                self.register(connection, f"{TITLE} {self.round_no}-{client}-{n}", served)
                served, n = True, n + 1
                if client % 2:
                    time.sleep(random.uniform(0, PAUSE_SECONDS))
        except (OSError, http.client.HTTPException):
            return

    def register(self, connection, title, served):
        """One matter. Raises when the connection broke: on a new one serve may never have come to accept it."""
        try:
            status, body = self.server.call("POST", "/api/v1/matter", {"title": title, "source": "patrol"}, self.token, connection)
        except (OSError, http.client.HTTPException) as broken:
            with self.lock:
                (self.unanswered if served or not isinstance(broken, ConnectionError) else self.turned_away).append(f"{title}: {broken!r}")
                self.refused.append(title)
            raise
        with self.lock:
            self.take(title, status, body)
        if status != 201:
            time.sleep(0.05)

    def take(self, title, status, body):
        try:
            said = json.loads(body)
        except ValueError:
            self.wrong.append(f"{title}: {status} {body[:200]!r}")
            return
        if status == 201:
            self.done[said["id"]] = title
            self.last_done = time.monotonic()
            return
        rule = said.get("rule") or said.get("error", {}).get("rule")
        self.rules[f"{status} {rule}"] += 1
        (self.unsure if rule == "store.unsure" else self.refused).append(title)
        if status != 503:
            self.wrong.append(f"{title}: {status} {body.decode(errors='replace')}")

    def end(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()

    def faults(self, db):
        """After serve has ended: what was told against what there is."""
        faults = self.wrong + matter_faults(db, self.done, f"{TITLE} {self.round_no}-")
        there = {row[0] for row in rows_of(db, f"SELECT title FROM matter WHERE title LIKE '{TITLE} {self.round_no}-%'")}
        faults += [f"refused and done: {title}" for title in self.refused if title in there]
        (least, most, count, unsealed), = rows_of(db, "SELECT min(no) AS a, max(no) AS b, count(no) AS c, count(*) - count(no) AS d FROM ledger")
        if (least, most, unsealed) != (1, count, 0):
            faults.append(f"the ledger counts from {least} to {most} in {count}, {unsealed} without a number")
        if not self.done:
            faults.append("nothing was ever acknowledged: the round proved nothing")
        return faults


def stop(server):
    """SIGTERM; what was wrong with the end."""
    begin = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    try:
        code = server.process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        return [f"serve did not end within {END_SECONDS} s"]
    print(f"    ended after {time.monotonic() - begin:.1f} s", flush=True)
    return [f"serve ended with {code}: {server.said()[-1000:]}"] if code != 0 else []


def restart_once(load, folder, how):
    """What was wrong: serve must write again by itself."""
    time.sleep(random.uniform(0.5, 1.5))
    subprocess.run([ROOT / "tests/postgres.sh", "restart", folder, how], check=True)
    back = time.monotonic()
    while load.last_done < back:
        if time.monotonic() > back + AGAIN_SECONDS:
            return [f"after restart -m {how} nothing was written for {AGAIN_SECONDS} s"]
        time.sleep(0.02)
    print(f"    restart -m {how}: written again after {load.last_done - back:.2f} s", flush=True)
    return []


def restarts(db, folder):
    server = Server(db)
    load, faults = Load(server, RESTARTING, 0), []
    for how in RESTARTS:
        faults += restart_once(load, folder, how)
    time.sleep(0.5)
    load.end()
    faults += [f"not answered: {title}" for title in load.unanswered + load.turned_away]
    faults += stop(server) + load.faults(db)
    if not load.rules:
        faults.append("nobody met a restart: the test proved nothing")
    print(f"    {len(load.done)} done, {len(load.unsure)} unsure, told no: {dict(load.rules)}", flush=True)
    return faults


def ends(db, round_no):
    server = Server(db)
    load = Load(server, ENDING, round_no)
    time.sleep(random.uniform(0.3, 1.5))
    faults = stop(server)
    load.end()
    faults += [f"not answered: {title}" for title in load.unanswered] + load.faults(db)
    print(f"    {len(load.done)} done, {len(load.turned_away)} turned away, told no: {dict(load.rules)}", flush=True)
    return faults


def tell(name, faults):
    print(f"{name}: {'failed' if faults else 'passed'}", flush=True)
    for fault in faults[:5]:
        print("    " + fault)
    return not faults


def tests_on(file, server):
    """(name, what returns faults)."""
    yield from ((f"ends on SQLite {i}", lambda i=i: ends(file.db(), i)) for i in range(10))
    yield "restarts", lambda: restarts(server.db(), server.folder)
    yield from ((f"ends on PostgreSQL {i}", lambda i=i: ends(server.db(), 100 + i)) for i in range(3))


class Zone:
    """A demo zone, made when a test first needs it, in a file or on a server of its own."""

    def __init__(self, folder, name, on_server):
        self.folder, self.on_server, self.made = os.path.join(folder, name), on_server, None

    def db(self):
        if not self.made:
            db = self.folder
            if self.on_server:
                # durable: what a server in haste forgets at its own crash is not ours to promise
                started = subprocess.run([ROOT / "tests/postgres.sh", "start", self.folder, "durable"], capture_output=True, text=True, check=True)
                db = started.stdout.strip().split("\n")[-1]
            subprocess.run([PROGRAM, "demo", "--db", db, "--weeks", "1", "--until", UNTIL], check=True, stdout=subprocess.DEVNULL)
            self.made = db
        return self.made


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)                 # the database server runs as another account
        server = Zone(folder, "pg", True)
        try:
            for name, test in tests_on(Zone(folder, "stop.db", False), server):
                if word not in name:
                    continue
                try:
                    fine = tell(name, test())
                except Exception:               # pylint: disable=broad-except
                    traceback.print_exc(file=sys.stdout)
                    fine = tell(name, ["the test itself broke"])
                passed += fine
                failed += not fine
        finally:
            subprocess.run([ROOT / "tests/postgres.sh", "stop", server.folder], check=False)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
