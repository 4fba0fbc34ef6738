#!/usr/bin/env python3
"""backup.py - juebu backup while sixteen clients write, and juebu restore, on a file and on a server; across both;
tampered, cut, killed, without room. The last line is "N passed, N failed".

Uses build/juebu as an operator would, and reads what came out with libraries of its own (sqlite3, psql).
"""
import json
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

from crash import PROGRAM, ROOT, UNTIL, Server, psql, write_until_killed

WRITERS = 16
OUT_OF_BACKUP = {"session", "login_failure", "login_stray"}
RESTORED = "house.restore"


def juebu(*words, **more):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, timeout=120, **more)


def must(*words):
    done = juebu(*words)
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


class File:
    """Databases that are files."""
    name = "SQLite"

    def __init__(self, folder, _):
        self.folder, self.count = folder, 0

    def new(self):
        self.count += 1
        return os.path.join(self.folder, f"file-{self.count}.db")

    def is_gone(self, db):
        return not [name for name in os.listdir(self.folder) if os.path.join(self.folder, name).startswith(db) and not name.endswith(".lock")]


class Schema:
    """Databases that are schemas of one server."""
    name = "PostgreSQL"

    def __init__(self, folder, server):
        self.folder, self.server, self.count = folder, server, 0

    def new(self):
        self.count += 1
        psql(self.server, f"CREATE SCHEMA b{self.count}")
        return f"{self.server}?options=-csearch_path%3Db{self.count}"

    def is_gone(self, db):
        return psql(db, "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace") == "0"


def tables_of(db):
    """Every row of every table, out of a backup of it: one form for both databases, which the other tests look at."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "look.jb")
        must("backup", file, "--db", db)
        return rows_of(file)


def rows_of(file):
    with sqlite3.connect(f"file:{file}?immutable=1", uri=True) as rows:
        names = [row[0] for row in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {name: sorted(rows.execute(f"SELECT * FROM {name}"), key=repr) for name in names if name not in OUT_OF_BACKUP}


def without_restore(tables):
    """A restore says so in the ledger: its entry and that entry's seal are all it may add."""
    kept = dict(tables)
    noted = [row for row in kept["ledger"] if RESTORED in row]
    kept["ledger"] = [row for row in kept["ledger"] if row not in noted]
    numbers = {row[1] for row in noted}
    kept["ledger_seal"] = [row for row in kept["ledger_seal"] if not numbers & set(range(row[1], row[2] + 1))]
    return kept


def demo(kind, db=None):
    db = db or kind.new()
    must("demo", "--db", db, "--weeks", "1", "--until", UNTIL)
    return db


def a_backup_under_sixteen_writers_is_one_moment(kind):
    db, file, copy = demo(kind), os.path.join(kind.folder, f"busy-{kind.name}.jb"), kind.new()
    server = Server(db)
    acknowledged, lock = {}, threading.Lock()
    token = server.login("head1")
    threads = [threading.Thread(target=write_until_killed, args=(server, token, i, 0, acknowledged, lock)) for i in range(WRITERS)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    with lock:
        before = dict(acknowledged)
    said = must("backup", file, "--db", db)
    after = len(acknowledged)
    time.sleep(0.3)
    assert len(acknowledged) > after > len(before) > 0, "the writers stood still"
    server.kill()
    for thread in threads:
        thread.join()
    assert ".key" in said and "重新登录" in said
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    must("restore", file, "--db", copy)
    must("verify", "--db", copy)
    then, source = rows_of(file), tables_of(db)
    titles = {row[0] for row in then["matter"]}
    assert before.keys() <= titles, "what was acknowledged before is not in it"
    for name, rows in then.items():
        if name in ("matter", "matter_step", "ledger_seal", "account", "unit"):
            assert set(rows) <= set(source[name]), f"{name}: rows that never were"
    entries = {row[0]: row[2:] for row in source["ledger"]}
    assert all(entries[row[0]] == row[2:] for row in then["ledger"])
    assert without_restore(tables_of(copy)) == without_restore(then) or kind.name == "PostgreSQL"


def a_restored_house_goes_on_and_nobody_is_logged_in(kind):
    db, file, copy = demo(kind), os.path.join(kind.folder, f"on-{kind.name}.jb"), kind.new()
    server = Server(db)
    token = server.login("head1")
    highest = json.loads(server.call("POST", "/api/v1/matter", {"title": "恢复前", "source": "patrol"}, token)[1])
    time.sleep(1.5)
    must("backup", file, "--db", db)
    server.kill()
    must("restore", file, "--db", copy)
    server = Server(copy)
    assert server.call("GET", "/api/v1/matter", None, token)[0] == 401, "an old token still opens"
    status, body = server.call("POST", "/api/v1/matter", {"title": "恢复后", "source": "patrol"}, server.login("head1"))
    made = json.loads(body)
    assert status == 201, body
    assert made["id"] > highest["id"] and made["number"] > highest["number"]
    time.sleep(1.5)
    server.kill()
    must("verify", "--db", copy)


def across_both_and_back_nothing_changes(kind, other):
    db = demo(kind)
    first, second = other.new(), kind.new()
    files = [os.path.join(kind.folder, f"across-{kind.name}-{i}.jb") for i in range(2)]
    must("backup", files[0], "--db", db)
    must("restore", files[0], "--db", first)
    must("verify", "--db", first)
    must("backup", files[1], "--db", first)
    must("restore", files[1], "--db", second)
    must("verify", "--db", second)
    source = rows_of(files[0])
    assert without_restore(rows_of(files[1])) == source
    assert without_restore(tables_of(second)) == source
    assert len(source["ledger"]) > 100


def refused(file, kind, *words):
    db = kind.new()
    done = juebu("restore", file, "--db", db)
    assert done.returncode == 1, f"{words}: was restored"
    for word in words:
        assert word in done.stderr, f"{word} not in: {done.stderr}"
    assert kind.is_gone(db), f"{words}: something stayed"


def changed(file, sql, *values):
    copy = file + ".changed"
    Path(copy).write_bytes(Path(file).read_bytes())
    with sqlite3.connect(copy) as rows:
        rows.execute(sql, values)
    rows.close()
    return copy


def what_does_not_verify_is_refused_with_its_place(kind):
    db, file = demo(kind), os.path.join(kind.folder, f"bad-{kind.name}.jb")
    must("backup", file, "--db", db)
    whole = Path(file).read_bytes()
    refused(changed(file, "UPDATE matter SET title = '改过的一个词' WHERE id = 7"), kind, "matter 7", "没有恢复")
    refused(changed(file, "UPDATE ledger SET note = '改' WHERE no = 9"), kind, "ledger 9")
    refused(changed(file, "DELETE FROM matter_step WHERE id = 3"), kind, "matter_step 3")
    refused(changed(file, "DELETE FROM notice WHERE id = 1"), kind, "没有恢复")
    refused(changed(file, "INSERT INTO schema_migration VALUES ('9999_later')"), kind, "新版程序")
    for bytes_left, words in ((len(whole) // 2, "截断"), (len(whole) - 20, "校验行"), (50, "不是"), (0, "不是")):
        Path(file + ".cut").write_bytes(whole[:bytes_left])
        refused(file + ".cut", kind, words)
    at = whole.rfind(b"juebu-backup 1 ") // 2
    Path(file + ".bit").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
    refused(file + ".bit", kind, "juebu:")
    Path(file + ".txt").write_text("不是数据库" * 1000)
    refused(file + ".txt", kind, "不是")
    with sqlite3.connect(file + ".other") as rows:
        rows.execute("CREATE TABLE a (b)")
    refused(file + ".other", kind, "不是")
    refused(os.path.join(kind.folder, "nowhere.jb"), kind, "打不开")
    must("restore", file, "--db", kind.new())


def nothing_that_is_there_is_replaced(kind):
    db, file = demo(kind), os.path.join(kind.folder, f"there-{kind.name}.jb")
    must("backup", file, "--db", db)
    before = Path(file).read_bytes()
    assert juebu("backup", file, "--db", db).returncode == 1 and Path(file).read_bytes() == before
    rows = tables_of(db)
    done = juebu("restore", file, "--db", db)
    assert done.returncode == 1 and "已" in done.stderr
    assert tables_of(db) == rows
    assert juebu("backup", os.path.join(kind.folder, "no", "folder.jb"), "--db", db).returncode == 1


def without_room_there_is_no_half_file(kind):
    db, file = demo(kind), os.path.join(kind.folder, f"room-{kind.name}.jb")

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = juebu("backup", file, "--db", db, preexec_fn=little_room)
    assert done.returncode == 1 and "没有" in done.stderr, done.stderr
    assert not [name for name in os.listdir(kind.folder) if name.startswith(os.path.basename(file))]
    must("backup", file, "--db", db)
    if kind.name == "SQLite":
        place = kind.new()
        assert juebu("restore", file, "--db", place, preexec_fn=little_room).returncode == 1
        assert kind.is_gone(place)


def killed_halfway_nothing_has_its_name(kind):
    db = demo(kind)
    for i, seconds in enumerate((0.01, 0.03, 0.06, 0.1)):
        file, place = os.path.join(kind.folder, f"kill-{kind.name}-{i}.jb"), kind.new()
        kill_after(seconds, "backup", file, "--db", db)
        if not os.path.exists(file):
            must("backup", file, "--db", db)
        if not kill_after(seconds, "restore", file, "--db", place):
            assert kind.name == "PostgreSQL" or not os.path.exists(place)
            time.sleep(0.3)
            must("restore", file, "--db", place)
        must("verify", "--db", place)


def kill_after(seconds, *words):
    """True: it was done before."""
    with subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        process.kill()
        process.wait()
        return process.returncode == 0


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as server_folder:
        os.chmod(server_folder, 0o755)
        os.environ["JUEBU_KEY"] = os.path.join(folder, "house.key")     # on a server it would lie in the working folder
        server = subprocess.run([ROOT / "tests/postgres.sh", "start", server_folder + "/pg"], capture_output=True, text=True, check=True)
        kinds = [File(folder, None), Schema(folder, server.stdout.strip().split("\n")[-1])]
        tests = [(test, (kind,)) for kind in kinds
                 for test in (a_backup_under_sixteen_writers_is_one_moment, a_restored_house_goes_on_and_nobody_is_logged_in,
                              what_does_not_verify_is_refused_with_its_place, nothing_that_is_there_is_replaced,
                              without_room_there_is_no_half_file, killed_halfway_nothing_has_its_name)]
        tests += [(across_both_and_back_nothing_changes, (kinds[i], kinds[1 - i])) for i in range(2)]
        try:
            for test, with_what in tests:
                if word not in test.__name__:
                    continue
                try:
                    test(*with_what)
                    passed += 1
                except Exception:      # pylint: disable=broad-except
                    failed += 1
                    print(f"    {test.__name__} on {with_what[0].name}")
                    traceback.print_exc(file=sys.stdout)
        finally:
            subprocess.run([ROOT / "tests/postgres.sh", "stop", server_folder + "/pg"], check=False)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
