#!/usr/bin/env python3
"""tamper.py [WORD] - a demo zone bent behind the program's back, one way at a time, on a copy, on both databases.

`juebu verify` must exit 1 and name the right place; where the ledger was bent, tools/verify_ledger.py must name the same
place from an export. Business rows: of each kind one word changed, one row deleted, one inserted. The last line is
"N passed, N failed". Uses build/juebu as a person would; psql and sqlite3 as somebody would who should not.
"""
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "juebu"
VERIFIER = ROOT / "tools" / "verify_ledger.py"
UNTIL, NEXT_DAY, LATER_DAYS = "2026-11-23T17:38", "2026-11-24T09:00", ("2026-11-25T09:00", "2026-11-26T09:00")
ZEROS = "0" * 64
PSQL = "/usr/lib/postgresql/15/bin/psql"


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)


def must(done):
    if done.returncode != 0:
        raise RuntimeError(f"{done.args}: {done.stdout}{done.stderr}")
    return done.stdout


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(port, path, headers=None, method="GET", body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    except ConnectionError:
        return 0, {}, ""


def login(port, name):
    answer = get(port, "/api/v1/session", {"Content-Type": "application/json"}, "POST",
                 json.dumps({"login": name, "password": "juebu-demo-2026"}))
    return json.loads(answer[2])["token"]


class Refused(Exception):
    """The database itself would not have it: try another way to bend."""


class File:
    """The zone in an SQLite file."""
    name = "SQLite"

    def __init__(self, folder):
        self.folder = Path(folder)

    def url(self, name):
        return self.folder / name

    def copy(self, name, kept=None):
        copy = kept or "copy.db"
        shutil.copy(self.url(name), self.url(copy))
        return copy

    def ask(self, name, sql):
        with sqlite3.connect(self.url(name)) as db:
            return [[str(value) if value is not None else None for value in row] for row in db.execute(sql)]

    def bend(self, name, statements):
        db = sqlite3.connect(self.url(name))
        try:
            for sql in statements:
                db.execute(sql)
            db.commit()
        except sqlite3.Error as why:
            raise Refused(str(why)) from None
        finally:
            db.close()

    def tables(self, name):
        return [row[0] for row in self.ask(name, "SELECT name FROM sqlite_master WHERE type = 'table'")]

    def columns(self, name, table):
        return [(row[1], row[2].lower()) for row in self.ask(name, f"PRAGMA table_info({table})")]

    def stop(self):
        pass


class Server:
    """The zone in databases of a PostgreSQL of our own."""
    name = "PostgreSQL"

    def __init__(self, folder):
        self.folder = folder
        self.base = must(run(ROOT / "tests/postgres.sh", "start", folder)).strip().split("\n")[-1].rsplit("/", 1)[0]
        self.psql("postgres", ["CREATE DATABASE zone"])

    def url(self, name):
        return f"{self.base}/{name.removesuffix('.db')}"

    def psql(self, name, statements):
        command = [PSQL, self.url(name), "-qAtX", "-v", "ON_ERROR_STOP=1", "-F", "\x1f"]
        for sql in statements:
            command += ["-c", sql]
        done = run(*command)
        if done.returncode != 0:
            raise Refused(done.stderr)
        return done.stdout

    def copy(self, name, kept=None):
        copy = (kept or "copy.db").removesuffix(".db")
        self.psql("postgres", [f"DROP DATABASE IF EXISTS {copy}", f"CREATE DATABASE {copy} TEMPLATE {name.removesuffix('.db')}"])
        return copy

    def ask(self, name, sql):
        return [line.split("\x1f") for line in self.psql(name, [sql]).split("\n") if line]

    def bend(self, name, statements):
        self.psql(name, ["SET session_replication_role = replica"] + [s.replace("X'", "'\\x") for s in statements])

    def tables(self, name):
        return [row[0] for row in self.ask(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    def columns(self, name, table):
        return [tuple(row) for row in self.ask(name, "SELECT column_name, data_type FROM information_schema.columns"
                                                     f" WHERE table_name = '{table}' ORDER BY ordinal_position")]

    def stop(self):
        run(ROOT / "tests/postgres.sh", "stop", self.folder)


class Tampering:
    """The cases on one database."""

    def __init__(self, store, folder, word):
        self.store, self.folder, self.word = store, Path(folder), word
        self.passed, self.failed = 0, []
        self.anchors = self.folder / f"{store.name}.anchors"

    def say(self, case, holds, words=""):
        if holds:
            self.passed += 1
        else:
            self.failed.append(f"{self.store.name}: {case}: {words}")

    def juebu(self, command, name, *more):
        environment = {**os.environ, "JUEBU_KEY": str(self.folder / "zone.key")}
        return run(PROGRAM, command, *more, "--db", self.store.url(name), env=environment)

    def begin(self):
        """zone.db as it was, with an anchor; later.db two days on, with two more."""
        must(self.juebu("demo", "zone.db", "--weeks", "2", "--until", UNTIL))
        must(self.juebu("tick", "zone.db", "--at", NEXT_DAY, "--anchors", self.anchors))
        self.zone, self.later = "zone.db", self.store.copy("zone.db", "later.db")
        for day in LATER_DAYS:
            must(self.juebu("tick", self.later, "--at", day, "--anchors", self.anchors))
        self.lines = [json.loads(line) for line in self.anchors.read_text().strip().split("\n")]
        if [line["date"] for line in self.lines] != [moment[:10] for moment in (NEXT_DAY, *LATER_DAYS)]:
            raise RuntimeError("three days, three anchors")
        self.last = int(self.store.ask(self.zone, "SELECT MAX(no) FROM ledger")[0][0])
        self.blocks = int(self.store.ask(self.zone, "SELECT MAX(block) FROM ledger_seal")[0][0])

    # ---- verdicts ----

    def verdict(self, name, *more):
        done = self.juebu("verify", name, *more)
        found = re.search(r"不符：([^，]+)，", done.stderr)
        if done.returncode == 0:
            return "sound"
        return found[1] if found and done.returncode == 1 else f"exit {done.returncode} {done.stdout}{done.stderr}"

    def other_verdict(self, name, *more):
        export = self.folder / "export.jsonl"
        with open(export, "w", encoding="utf-8") as out:
            subprocess.run([PROGRAM, "export", "ledger", "--db", str(self.store.url(name))], stdout=out, check=True)
        done = run(sys.executable, VERIFIER, export, *more)
        found = re.match(r"bad: ([^:]+):", done.stderr)
        return "sound" if done.returncode == 0 else found[1] if found and done.returncode == 1 else done.stdout + done.stderr

    def expect(self, case, name, place, *more, both=True):
        got = self.verdict(name, *more)
        self.say(case, got == place, f"verify says {got}, should say {place}")
        if both:
            got = self.other_verdict(name, *more)
            self.say(case + ", by the other verifier", got == place, f"it says {got}, should say {place}")

    def ledger_case(self, case, statements, place):
        if self.word and self.word not in case:
            return
        copy = self.store.copy(self.zone)
        self.store.bend(copy, statements)
        self.expect(case, copy, place)

    # ---- the ledger ----

    def entries(self):
        no = int(self.store.ask(self.zone, "SELECT MIN(no) FROM ledger WHERE before IS NOT NULL AND subject IS NOT NULL"
                                           " AND no > 100")[0][0])
        numbers = ["id", "written_at", "effective_at", "actor_id", "subject_id", "unit_id"]
        for column in numbers:
            self.ledger_case(f"ledger.{column} changed",
                             [f"UPDATE ledger SET {column} = COALESCE({column}, 0) + 1000000 WHERE no = {no}"], f"ledger {no}")
        for column in ["actor_name", "via", "event", "subject", "before", "after", "note"]:
            self.ledger_case(f"ledger.{column} changed",
                             [f"UPDATE ledger SET {column} = COALESCE({column}, '') || 'x' WHERE no = {no}"], f"ledger {no}")
        self.ledger_case("ledger.after emptied", [f"UPDATE ledger SET after = NULL WHERE no = {no}"], f"ledger {no}")
        self.ledger_case("ledger.no changed", [f"UPDATE ledger SET no = {self.last + 5} WHERE no = {no}"], f"ledger {no}")
        self.ledger_case("ledger.no taken away", [f"UPDATE ledger SET no = NULL WHERE no = {no}"], f"ledger {no}")
        for which, gone in (("first", 1), ("middle one", no), ("last", self.last)):
            self.ledger_case(f"the {which} entry deleted", [f"DELETE FROM ledger WHERE no = {gone}"], f"ledger {gone}")
        self.ledger_case("all entries deleted", ["DELETE FROM ledger"], "ledger 1")
        self.ledger_case("two entries exchanged", [f"UPDATE ledger SET no = 9999999 WHERE no = {no}",
                                                   f"UPDATE ledger SET no = {no} WHERE no = {no + 40}",
                                                   f"UPDATE ledger SET no = {no + 40} WHERE no = 9999999"], f"ledger {no}")
        columns = "written_at, effective_at, actor_name, via, event, note"
        for case, number, place in (("an entry added behind the last", self.last + 1, f"ledger {self.last + 1}"),
                                    ("an entry slipped in without number", "NULL", "ledger id 9999999")):
            self.ledger_case(case, [f"INSERT INTO ledger (id, no, {columns}) SELECT 9999999, {number}, {columns} FROM ledger"
                                    f" WHERE no = {no}"], place)

    def seals(self):
        middle = self.blocks // 2
        first, last = map(int, self.store.ask(self.zone, f"SELECT first_no, last_no FROM ledger_seal WHERE block = {middle}")[0])
        for column, value, place in (
                ("root", f"'{ZEROS}'", middle), ("previous", f"'{ZEROS}'", middle), ("seal", f"'{ZEROS}'", middle),
                ("sealed_at", "sealed_at + 1", middle), ("last_no", "last_no + 1000000", middle), ("block", "9999999", middle),
                ("first_no", "-5", middle), ("leaves", "X'" + "00" * 32 + "'", middle), ("leaves", "X'0011'", middle)):
            self.ledger_case(f"ledger_seal.{column} changed to {value[:12]}",
                             [f"UPDATE ledger_seal SET {column} = {value} WHERE block = {middle}"], f"seal {place}")
        self.ledger_case("the first seal deleted", ["DELETE FROM ledger_seal WHERE block = 1"], "seal 2")
        self.ledger_case("a middle seal deleted", [f"DELETE FROM ledger_seal WHERE block = {middle}"], f"seal {middle + 1}")
        tail = self.store.ask(self.zone, f"SELECT first_no FROM ledger_seal WHERE block = {self.blocks}")[0][0]
        self.ledger_case("the last seal deleted", [f"DELETE FROM ledger_seal WHERE block = {self.blocks}"], f"ledger {tail}")
        self.ledger_case("a block deleted with its entries", [f"DELETE FROM ledger_seal WHERE block = {middle}",
                         f"DELETE FROM ledger WHERE no BETWEEN {first} AND {last}"], f"seal {middle + 1}")
        self.ledger_case("the tail cut, the anchor within left", [f"DELETE FROM ledger_seal WHERE block > {middle}",
                         f"DELETE FROM ledger WHERE no > {last}"], "anchor 2026-11-24")
        self.ledger_case("the anchor within changed", [f"UPDATE ledger_anchor SET tree = '{ZEROS}'"], "anchor 2026-11-24")

    def cut_tail(self):
        """The whole database put back to the day before: nothing within can tell."""
        self.expect("put back to the day before, asked without anchor", self.zone, "sound")
        # What is written after a day's anchor, the next day's is the first to know.
        first = next(line["date"] for line in self.lines if line["last_no"] > self.last)
        self.expect("put back to the day before", self.zone, f"anchor {first}", "--anchor", self.anchors)
        self.expect("as it was, with its anchors", self.later, "sound", "--anchor", self.anchors)
        anchor = self.lines[-1]
        words = f"{anchor['last_no']}:{anchor['seal']}"
        self.expect("as it was, with the seal as printed", self.later, "sound", "--anchor", words)
        self.expect("put back, with the seal as printed", self.zone, f"anchor {anchor['last_no']}", "--anchor", words)
        bent = self.folder / "bent.anchors"
        bent.write_text(self.anchors.read_text().replace('"blocks":', '"blocks":1', 1))
        self.expect("a line of the anchors changed", self.later, "anchor line 2", "--anchor", bent)
        # The clock must not go on over a file that knows more than the database.
        zone = self.store.copy(self.zone)
        kept = self.anchors.read_text()
        done = self.juebu("tick", zone, "--at", LATER_DAYS[-1], "--anchors", self.anchors)
        self.say("a tick over a cut database leaves the anchors alone", done.returncode == 1 and "截断" in done.stderr
                 and self.anchors.read_text() == kept, done.stderr)

    def proofs(self):
        for no in (1, self.last // 2, self.last):
            proof, text = self.folder / "proof.json", must(self.juebu("proof", self.later, no))
            for case, words, place in (
                    ("", text, "sound"),
                    (" bent", text.replace('"via":"', '"via":"x', 1), f"ledger {no}"),
                    (" of another anchor", re.sub(r'"date":"[^"]*","last_no":\d+', '"date":"2026-01-01","last_no":1', text), "anchor 2026-01-01")):
                proof.write_text(words)
                done = run(PROGRAM, "verify", "--proof", proof, "--anchor", self.anchors)
                found = re.search(r"不符：([^，]+)，", done.stderr)
                got = "sound" if done.returncode == 0 else found and found[1]
                self.say(f"proof of {no}{case}", got == place, f"{got}, should be {place}: {done.stderr}")
                done = run(sys.executable, VERIFIER, "--pure", "--proof", proof, "--anchor", self.anchors)
                found = re.match(r"bad: ([^:]+):", done.stderr)
                got = "sound" if done.returncode == 0 else found and found[1]
                self.say(f"proof of {no}{case}, by the other verifier", got == place, f"{got}, should be {place}: {done.stderr}")
        self.say("no proof of what is not there", self.juebu("proof", self.later, 99999999).returncode == 1)

    # ---- what pages and API show of it ----

    def pages(self):
        port = free_port()
        serve = subprocess.Popen([str(PROGRAM), "serve", "--db", str(self.store.url(self.later)), "--listen", f"127.0.0.1:{port}",
                                  "--anchors", str(self.anchors), "--clock", LATER_DAYS[-1]], stderr=subprocess.DEVNULL,
                                 env={**os.environ, "JUEBU_KEY": str(self.folder / "zone.key")})
        try:
            self.look_at_pages(port)
        finally:
            serve.terminate()
            serve.wait()

    def look_at_pages(self, port):
        anchor, no = self.lines[-1], self.last // 2
        while get(port, "/healthz")[0] != 200:
            time.sleep(0.05)
        status, headers, page = get(port, "/public/seal")
        self.say("the public page shows the newest anchor to anybody", status == 200 and anchor["seal"] in page and anchor["tree"] in page)
        self.say("and knows when it has not changed", get(port, "/public/seal", {"If-None-Match": headers["ETag"]})[0] == 304)
        who = {name: {"Cookie": "juebu=" + login(port, name)} for name in ("legal", "auditor", "head1", "head2")}
        proof = self.folder / "proof.json"
        proof.write_text(get(port, f"/api/v1/ledger/{no}/proof", who["legal"])[2], encoding="utf-8")
        done = run(PROGRAM, "verify", "--proof", proof, "--anchor", self.anchors)
        self.say("the API's proof holds without a database", done.returncode == 0, done.stderr)
        self.say("the page of it too", get(port, f"/ledger/{no}/proof", who["legal"])[0] == 200)
        mine = self.store.ask(self.later, "SELECT l.no FROM ledger l JOIN weekly_report r ON r.id = l.subject_id JOIN account a ON a.unit_id = r.unit_id"
                              " WHERE l.subject = 'weekly_report' AND l.unit_id = a.unit_id AND a.login = 'head1' AND l.no IS NOT NULL ORDER BY l.no LIMIT 1")[0][0]
        for name, path, expected in (
                ("head1", f"/ledger/{mine}/proof", 200), ("head2", f"/ledger/{mine}/proof", 404), ("auditor", f"/ledger/{mine}/proof", 404),
                ("head2", f"/api/v1/ledger/{mine}/proof", 404), ("legal", "/api/v1/ledger/999999/proof", 404),
                ("legal", "/ledger/export", 403), ("head1", "/ledger/export/1", 403), ("auditor", "/ledger/export", 200),
                ("auditor", "/ledger/export/999", 404), ("auditor", "/ledger/export/999999999999999999", 404)):
            got = get(port, path, who[name])[0]
            self.say(f"{name} asks {path}", got == expected, f"{got}, should be {expected}")
        parts = []
        for n in range(1, 50):
            status, _, text = get(port, f"/ledger/export/{n}", who["auditor"])
            if status != 200:
                break
            parts.append(self.folder / f"part{n}.jsonl")
            parts[-1].write_text(text, encoding="utf-8")
            self.say("an auditor's export has no values", '"after"' not in text and '"note"' not in text)
        done = run(sys.executable, VERIFIER, *parts, "--anchor", self.anchors)
        self.say("the auditor's parts are sound", len(parts) > 1 and done.returncode == 0, done.stdout + done.stderr)
        page = get(port, "/ledger", who["auditor"])[2]
        self.say("the ledger says that its end stands outside", "已写到数据库之外" in page and "/ledger/export" in page)
        digest = self.store.ask(self.later, "SELECT MAX(id) FROM digest WHERE state <> 'drafting'")[0][0]
        bears = re.search(r"台账封印 (\d+):[0-9a-f]{64}", get(port, f"/weekly/digest/{digest}", who["legal"])[2])
        self.say("the digest bears the seal", bears and int(bears[1]) >= anchor["last_no"], f"{bears and bears[0]}, the anchor is {anchor['last_no']}")

    # ---- business rows ----

    def bend_first(self, case, ways, place, may_be_barred=False):
        """The first way the database itself does not refuse; false: its constraints bar them all."""
        why = "nothing to try"
        for statements in ways:
            copy = self.store.copy(self.zone)
            try:
                self.store.bend(copy, statements)
            except Refused as refused:
                why = str(refused)
                continue
            self.expect(case, copy, place, both=False)
            return True
        if may_be_barred:
            return False
        self.say(case, False, f"could not be bent at all: {why}")
        return False

    def rows(self):
        kinds = {row[0] for row in self.store.ask(self.zone, "SELECT DISTINCT subject FROM ledger WHERE after IS NOT NULL")}
        kinds &= set(self.store.tables(self.zone))
        self.say("the zone has many kinds of rows", len(kinds) >= 13, str(sorted(kinds)))
        inserted = 0
        for kind in sorted(kinds):
            found = self.store.ask(self.zone, f"SELECT MIN(id), MAX(id) FROM {kind}")[0]
            if not found[0] or (self.word and self.word not in kind):
                continue
            columns = self.store.columns(self.zone, kind)
            texts = [name for name, type_ in columns if type_ == "text"]
            low, new = int(found[0]), int(found[1]) + 1000
            self.bend_first(f"{kind}: one word changed", [[f"UPDATE {kind} SET {t} = COALESCE({t}, '') || '改' WHERE id = {low}"]
                            for t in texts] + [[f"UPDATE {kind} SET version = version + 1 WHERE id = {low}"]], f"{kind} {low}")
            self.bend_first(f"{kind}: a row deleted", [[f"DELETE FROM {kind} WHERE id = {low}"]], f"{kind} {low}")
            names = ", ".join(name for name, _ in columns)
            ways = []
            for t in texts:         # a period keeps its form
                values = ", ".join(str(new) if n == "id" else f"substr({t}, 1, length({t}) - 1) || '0'" if n == t else n for n, _ in columns)
                ways.append([f"INSERT INTO {kind} ({names}) SELECT {values} FROM {kind} WHERE id = {low}"])
            for change in [None] + texts + [name for name, type_ in columns if type_ != "text" and name not in ("id", "version")]:
                value = f"{change} || '二'" if change in texts else f"{change} + 100000"
                values = ", ".join(str(new) if n == "id" else value if n == change else n for n, _ in columns)
                ways.append([f"INSERT INTO {kind} ({names}) SELECT {values} FROM {kind} WHERE id = {low}"])
            for one in texts:       # two of its texts may have to be the only ones of their kind
                for other in texts:
                    values = ", ".join(str(new) if n == "id" else f"{n} || '二'" if n in (one, other) else n for n, _ in columns)
                    ways.append([f"INSERT INTO {kind} ({names}) SELECT {values} FROM {kind} WHERE id = {low}"])
            inserted += self.bend_first(f"{kind}: a row inserted", ways, f"{kind} {new}", may_be_barred=True)
        self.say("rows of nearly all kinds could be slipped in at all", self.word or inserted >= len(kinds) - 3, f"{inserted} of {len(kinds)}")

    def keys(self):
        """What opens personal text is no row of the ledger's; gone, it must be missed all the same."""
        if self.word and self.word not in "personal_key":
            return
        found = self.store.ask(self.zone, "SELECT record, MIN(row_id) FROM personal_key GROUP BY record ORDER BY record")
        self.say("the zone has personal keys", len(found) >= 1, str(found))
        for record, row in found:
            self.key_case(f"personal_key of a {record} deleted",
                             [f"DELETE FROM personal_key WHERE record = '{record}' AND row_id = {row}"], f"personal_key {record} {row}")
            self.key_case(f"personal_key of a {record} emptied",
                             [f"UPDATE personal_key SET wrapped = NULL, erased_at = made_at, ground = '二' WHERE record = '{record}' AND row_id = {row}"],
                             f"personal_key {record} {row}")
        self.key_case("all personal keys deleted", ["DELETE FROM personal_key"], *[f"personal_key {record} {row}" for record, row in found])

    def key_case(self, case, statements, *places):
        copy = self.store.copy(self.zone)
        self.store.bend(copy, statements)
        got = self.verdict(copy)
        self.say(case, got in places, f"verify says {got}, should say {' or '.join(places)}")

    def run(self):
        self.begin()
        self.expect("untouched", self.zone, "sound")
        self.entries()
        self.seals()
        self.cut_tail()
        self.proofs()
        self.pages()
        self.rows()
        self.keys()


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else None
    passed, failed = 0, []
    for kind in (File, Server):
        folder = tempfile.mkdtemp(prefix="juebu-tamper-")
        os.chmod(folder, 0o755)
        store = kind(folder if kind is File else os.path.join(folder, "pg"))
        try:
            tampering = Tampering(store, folder, word)
            tampering.run()
            passed += tampering.passed
            failed += tampering.failed
        finally:
            store.stop()
            shutil.rmtree(folder, ignore_errors=True)
    for words in failed:
        print(words)
    print(f"{passed} passed, {len(failed)} failed")
    sys.exit(1 if failed or not passed else 0)


main()
