#!/usr/bin/env python3
"""crash.py [TIMES] - the program is killed (SIGKILL) while 64 clients write, again and again on the same file.

After each start: every matter that was acknowledged is there with its words, every file with its bytes; nothing is half
done (a matter has its first step and its duty, a file that somebody sees is whole, or does not exist); `juebu verify` agrees. The last line is "N passed, N failed".
Uses build/juebu as a person would: over HTTP, with a demo zone. Standard library only.
"""
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "juebu"
CLIENTS = 64
SENDERS = 4            # of these, who send files instead
FILE_BYTES = 300_000   # two pieces: staged by several acts
START_SECONDS = 20
UNTIL = "2026-11-23T09:00"
PSQL = "/usr/lib/postgresql/15/bin/psql"


def psql(db, sql):
    return subprocess.run([PSQL, "-XqAt", db, "-c", sql], capture_output=True, text=True, check=True).stdout.strip()


def rows_of(db, sql):
    """What a database holds, file or server, read with a library of its own."""
    if db.startswith("postgresql://"):
        said = psql(db, f"SELECT to_json(row) FROM ({sql}) AS row")
        return [tuple(json.loads(line).values()) for line in said.split("\n") if line]
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as rows:
        return rows.execute(sql).fetchall()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """One run of `juebu serve` on the database."""

    def __init__(self, db):
        self.port = free_port()
        self.log = tempfile.TemporaryFile()         # not a pipe: nobody empties it while the program runs
        self.process = subprocess.Popen([PROGRAM, "serve", "--db", db, "--listen", f"127.0.0.1:{self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=self.log)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None:
                raise RuntimeError("serve ended: " + self.said())
            if time.monotonic() > deadline:
                raise RuntimeError("serve does not answer")
            time.sleep(0.02)

    def answers(self):
        try:
            return self.call("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def call(self, method, path, body=None, token=None, connection=None):
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def login(self, name):
        status, body = self.call("POST", "/api/v1/session", {"login": name, "password": "juebu-demo-2026"})
        if status != 200:
            raise RuntimeError(f"login {name}: {status} {body.decode(errors='replace')}")
        return json.loads(body)["token"]

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()


def write_until_killed(server, token, client, round_no, acknowledged, lock):
    """One client: registers matters until its connection breaks; keeps what it was told."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    n = 0
    try:
        while True:
            title = f"断电 {round_no}-{client}-{n}"
            status, body = server.call("POST", "/api/v1/matter", {"title": title, "source": "patrol"}, token, connection)
            if status not in (200, 201):
                return
            with lock:
                acknowledged[json.loads(body)["id"]] = title
            n += 1
    except (OSError, http.client.HTTPException):
        return


def send_until_killed(server, token, client, round_no, files, lock):
    """One client: registers a matter and attaches files to it until its connection breaks."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        status, body = server.call("POST", "/api/v1/matter", {"title": f"附件 {round_no}-{client}", "source": "patrol"}, token, connection)
        path = f"/api/v1/matter/{json.loads(body)['id']}/attachment"
        while status == 201:
            content = random.randbytes(FILE_BYTES // 2).hex().encode()
            connection.request("POST", path, b'--xYz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' + content +
                               b"\r\n--xYz--\r\n", {"Authorization": "Bearer " + token,
                                                     "Content-Type": "multipart/form-data; boundary=xYz"})
            answer = connection.getresponse()
            status, body = answer.status, answer.read()
            if status == 201:
                with lock:
                    files[json.loads(body)["rows"][-1]["id"]] = content
    except (OSError, http.client.HTTPException):
        return


def crash_once(db, round_no, acknowledged, files):
    server = Server(db)
    token = server.login("head1")
    lock = threading.Lock()
    threads = [threading.Thread(target=write_until_killed, args=(server, token, i, round_no, acknowledged, lock))
               for i in range(SENDERS, CLIENTS)]
    threads += [threading.Thread(target=send_until_killed, args=(server, token, i, round_no, files, lock)) for i in range(SENDERS)]
    for thread in threads:
        thread.start()
    time.sleep(random.uniform(0.05, 1.5))
    server.kill()
    for thread in threads:
        thread.join()


def content_of(rows, attachment):
    pieces = rows.execute("SELECT p.bytes FROM attachment a JOIN blob b ON b.sm3 = a.sm3 JOIN blob_piece p ON p.sm3 = a.sm3"
                          " WHERE a.id = ? AND b.whole_at IS NOT NULL ORDER BY p.no", (attachment,))
    return b"".join(row[0] for row in pieces)


def matter_faults(db, acknowledged, beginning):
    """Matters whose titles begin so: every acknowledged one is there, none is half done or there twice; the ledger agrees."""
    faults = []
    titles = dict(rows_of(db, f"SELECT id, title FROM matter WHERE title LIKE '{beginning}%'"))
    steps = {row[0] for row in rows_of(db, "SELECT matter_id FROM matter_step WHERE kind = 'registered'")}
    duties = {row[0] for row in rows_of(db, "SELECT subject_id FROM duty WHERE rule = 'matter.decide'")}
    for matter, title in acknowledged.items():
        if titles.get(matter) != title:
            faults.append(f"acknowledged and lost: {title}")
    for matter, title in titles.items():
        if matter not in steps or matter not in duties:
            faults.append(f"half done: {title}")
    if len(set(titles.values())) != len(titles):
        faults.append("a matter is there twice")
    verified = subprocess.run([PROGRAM, "verify", "--db", db], capture_output=True, check=False)
    if verified.returncode != 0:
        faults.append("verify: " + verified.stderr.decode(errors="replace").strip())
    return faults


def faults_in(db, acknowledged, files):
    """What is not as it was promised, read with a library of its own."""
    faults = []
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as rows:
        faults += [f"acknowledged and not as it was sent: attachment {id_}" for id_, content in files.items()
                   if content_of(rows, id_) != content]
    return faults + matter_faults(db, acknowledged, "断电")


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    passed = failed = 0
    acknowledged, files = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        db = os.path.join(folder, "crash.db")
        subprocess.run([PROGRAM, "demo", "--db", db, "--weeks", "1", "--until", UNTIL], check=True, stdout=subprocess.DEVNULL)
        for round_no in range(times):
            crash_once(db, round_no, acknowledged, files)
            faults = faults_in(db, acknowledged, files)
            for fault in faults[:5]:
                print(f"    round {round_no}: {fault}")
            passed += not faults
            failed += bool(faults)
        if not acknowledged or (times > 1 and not files):      # one round may end before the first file came in
            print("    nothing was ever acknowledged: the test proved nothing")
            failed += 1
        print(f"{len(acknowledged)} writes and {len(files)} files were acknowledged and are there")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
