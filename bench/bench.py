"""bench.py - what the measurements share: programs started and stopped, wrk, a table of ratios.

A measurement is a generator of Row. It measures ours and its peer in turn (A B A B A B …) and takes medians, so that whatever
else the machine does meets both. Standard library only.
"""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
KEPT = ROOT / ".build" / "bench"
PROGRAM = ROOT / "build" / "juebu"
PASSWORD = "juebu-demo-2026"
START_SECONDS = 60


@dataclass
class Sizes:
    """How large and how long; tiny only shows that it all runs."""
    matters: int = 200_000
    rounds: int = 5
    seconds: int = 2
    crashes: int = 100
    tiny: bool = False


@dataclass
class Row:
    """One line of the table. ours and peer are absolute and stand in the footnotes; the ratio is what is promised."""
    what: str
    peer_is: str
    ours: float
    peer: float
    unit: str
    must: float | None = None
    at_most: bool = False          # the ratio must stay below
    inverse: bool = False          # less is better: the ratio is peer / ours
    note: str = ""

    @property
    def ratio(self):
        above, below = (self.peer, self.ours) if self.inverse else (self.ours, self.peer)
        return above / below if below else 0.0

    @property
    def reached(self):
        if self.must is None:
            return None
        return self.ratio <= self.must if self.at_most else self.ratio >= self.must


def median(values):
    return statistics.median(values)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(command, **more):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(str(c) for c in command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(*targets):
    for target in targets:
        run([ROOT / "tools/build.sh", "build", target])


@contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="juebu-bench-")
    try:
        yield Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Served:
    """A program that listens; knows when it answers and ends with the `with`."""

    def __init__(self, command, port, probe="/", before=()):
        self.command, self.port, self.probe, self.before = command, port, probe, before
        self.errors = tempfile.TemporaryFile()
        self.began = time.monotonic()
        self.process = subprocess.Popen([str(c) for c in [*before, *command]], stdout=subprocess.DEVNULL, stderr=self.errors)

    def again(self):
        """The same once more, after stop(), at another port: the old one may still be taken."""
        port = free_port()
        command = [port if part == self.port else part for part in self.command]
        return Served(command, port, self.probe, self.before)

    def __enter__(self):
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.errors.seek(0)
                words = self.errors.read().decode(errors="replace")
                self.stop()
                raise RuntimeError(f"{self.process.args[0]} does not serve: {words}")
            time.sleep(0.001)
        self.started_s = time.monotonic() - self.began
        return self

    def __exit__(self, *_):
        self.stop()

    def pid(self):
        """Of the program itself, not of what it was started by."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if self.before and children else self.process.pid

    def stop(self):
        if self.process.poll() is None:
            os.kill(self.pid(), signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.errors.close()

    def answers(self):
        try:
            return self.get(self.probe)[0] < 500
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Juebu(Served):
    """`juebu serve`, and somebody logged in."""

    def __init__(self, db, before=(), more=()):
        port = free_port()
        super().__init__([PROGRAM, "serve", "--db", db, "--listen", f"127.0.0.1:{port}", *more], port, "/healthz", before)

    def login(self, name):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", "/api/v1/session", json.dumps({"login": name, "password": PASSWORD}), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"login {name}: {answer.status} {body.decode(errors='replace')}")
        return json.loads(body)["token"]

    def page(self, path, token):
        status, body = self.get(path, {"Cookie": "juebu=" + token})
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return body

    def csrf(self, token):
        return re.search(rb'name="_csrf" value="(\w+)"', self.page("/matter/new", token))[1].decode()


class Steady(threading.Thread):
    """Ten acts a second through the real door, as long as the `with` lasts."""

    def __init__(self, juebu, token, a_second=10):
        super().__init__()
        self.juebu, self.token, self.pause = juebu, token, 1 / a_second
        self.done, self.wrong, self.ending = 0, 0, threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.join()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.juebu.port, timeout=20)
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + self.token}
        while not self.ending.wait(self.pause):
            connection.request("POST", "/api/v1/matter", json.dumps({"title": f"巡查发现占道经营 {self.done}", "source": "patrol"}), headers)
            answer = connection.getresponse()
            answer.read()
            self.done += answer.status in (200, 201)
            self.wrong += answer.status not in (200, 201)


@dataclass
class Load:
    requests: int
    seconds: float
    failed: int
    bytes_each: float
    latency_ms: dict = field(default_factory=dict)

    @property
    def rate(self):
        return self.requests / self.seconds


def wrk(port, seconds, clients, script, **environment):
    """One run of wrk on one thread; script is a file of this folder that ends by printing RESULT."""
    out = run(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "20s", "-s", HERE / script, f"http://127.0.0.1:{port}/"],
              env={**os.environ, **{k: str(v) for k, v in environment.items()}})
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", out)
    if not found:
        raise RuntimeError("wrk said: " + out)
    requests, micros, failed, size, half, most = (int(n) for n in found.groups())
    return Load(requests, micros / 1e6, failed, size / max(requests, 1), {"50 %": half / 1000, "99 %": most / 1000})


def must_be_sound(load, what):
    if load.failed or not load.requests:
        raise RuntimeError(f"{what}: {load.failed} of {load.requests} requests failed")
    return load


def in_turn(sizes, *measures):
    """Each measure once per round, in turn; the median rate of each."""
    rates = [[] for _ in measures]
    for _ in range(sizes.rounds):
        for measure, into in zip(measures, rates):
            into.append(measure())
    return [median(r) for r in rates]


def form(**fields):
    return "&".join(f"{name}={quote(value)}" for name, value in fields.items())
