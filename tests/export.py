#!/usr/bin/env python3
"""export.py - every list as a file, read back by parsers that are none of ours: Python's csv, zipfile and xml.

What the API shows page by page is what the file holds: rows, order, filters, scope. Hostile cells stay words, long numbers keep
their digits, dates are dates, the ledger says who took what, and memory stays bounded. The last line is "N passed, N failed".
"""
import csv
import datetime
import http.client
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import traceback
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path
from urllib.parse import quote

from crash import PROGRAM, ROOT, UNTIL, Server

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STATES = {"registered": "待指派", "assigned": "办理中", "blocked": "受阻", "closed": "已办结"}
HOSTILE = ["=HYPERLINK(\"http://x\")", "+1+1", "-2", "@SUM(A1)", "逗号,\"引号\"", "410102199001011234", " =1"]


def get(server, path, token, accept=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": "Bearer " + token} if path.startswith("/api") else {"Cookie": "juebu=" + token}
    if accept:
        headers["Accept"] = accept
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers


def table(data):
    assert data.startswith(b"\xef\xbb\xbf"), "no byte order mark"
    text = data[3:].decode("utf-8")
    assert "\n" not in text.replace("\r\n", "").replace("\\n", "") or '"' in text
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1, "rows of different length"
    return rows


def sheet(data, which=1):
    """Rows of values as a program sees them, and the format of each cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        shared = [] if "xl/sharedStrings.xml" not in book.namelist() else [
            "".join(t.text or "" for t in item.iter(NS + "t")) for item in xml.fromstring(book.read("xl/sharedStrings.xml"))]
        page = xml.fromstring(book.read(f"xl/worksheets/sheet{which}.xml"))
        styles = xml.fromstring(book.read("xl/styles.xml"))
    formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(NS + "numFmt")}
    cells = [x.get("numFmtId") for x in styles.find(NS + "cellXfs")]
    rows = []
    for row in page.iter(NS + "row"):
        found = {}
        for cell in row:
            column = sum((ord(c) - 64) * 26 ** i for i, c in enumerate(reversed(re.match("[A-Z]+", cell.get("r"))[0]))) - 1
            kind = cell.get("t")
            assert cell.find(NS + "f") is None, "a formula"
            value = "".join(t.text or "" for t in cell.iter(NS + "t")) if kind == "inlineStr" else cell.findtext(NS + "v")
            if kind == "s":
                value = shared[int(value)]
            code = cells[int(cell.get("s", 0))]
            found[column] = (value, kind, formats.get(code, code))
        rows.append(found)
    return page, rows


def all_rows(server, record, token, query=""):
    rows, after = [], ""
    while True:
        status, body, _ = get(server, f"/api/v1/{record}?most=200{query}{after}", token)
        assert status == 200, body
        page = json.loads(body)
        rows += page["rows"]
        if not page["after"]:
            return rows
        after = "&after=" + quote(page["after"])


def shanghai(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(datetime.timezone(datetime.timedelta(hours=8)))


def csv_says_what_the_api_says(server, tokens):
    for query in ("", "&state=blocked", "&state=closed&sort=registered_at", "&q=" + quote("路")):
        rows = all_rows(server, "matter", tokens["legal"], query)
        status, body, headers = get(server, "/api/v1/matter?format=csv" + query, tokens["legal"])
        got = table(body)
        assert status == 200 and headers["Content-Type"].startswith("text/csv") and ".csv" in headers["Content-Disposition"]
        at = {name: i for i, name in enumerate(got[0])}
        assert len(got) - 1 == len(rows) > 0, (query, len(got) - 1, len(rows))
        for line, row in zip(got[1:], rows):
            assert line[at["编号"]] == row["number"] and line[at["状态"]] == STATES[row["state"]]
            assert line[at["事项名称"]].lstrip("'") == row["title"]
            assert line[at["最近进展"]].replace("\r\n", "\n") == (row["progress"] or "")
            assert line[at["登记时间"]][:10] == row["registered_at"][:10] or shanghai(row["registered_at"]).strftime("%Y-%m-%d %H:%M") == line[at["登记时间"]]


def the_page_gives_the_same_file(server, tokens):
    for path in ("/matter?state=blocked", "/weekly/report?", "/weekly?", "/weekly?period=2026-W47", "/weekly/instruction?", "/duty?whose=all&state=open", "/weekly/digest?"):
        status, body, _ = get(server, path.rstrip("?"), tokens["legal"])
        page = body.decode()
        assert status == 200 and page.count("format=csv") == 1 and page.count("format=xlsx") == 1, path
        link = re.search(r'href="([^"]*format=csv[^"]*)"', page)[1].replace("&amp;", "&")
        status, body, _ = get(server, link, tokens["legal"])
        assert status == 200 and len(table(body)) > 1, link
    week = table(get(server, "/weekly?period=2026-W46&format=csv", tokens["legal"])[1])
    assert len(week) == 15 and {line[1] for line in week[1:]} == {"2026-W46"}
    _, api, _ = get(server, "/api/v1/matter?format=csv&state=blocked", tokens["legal"])
    assert get(server, "/matter?state=blocked&format=csv", tokens["legal"])[1] == api


def xlsx_holds_the_same_with_real_dates(server, tokens):
    lines = table(get(server, "/api/v1/matter?format=csv", tokens["legal"])[1])
    status, body, headers = get(server, "/api/v1/matter", tokens["legal"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert status == 200 and ".xlsx" in headers["Content-Disposition"]
    page, rows = sheet(body)
    assert len(rows) == len(lines)
    at = lines[0].index("登记时间")
    for line, row in zip(lines[1:], rows[1:]):
        for i, words in enumerate(line):
            if i == at:
                value, kind, code = row[i]
                moment = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=float(value))
                assert kind is None and "yyyy" in code and (moment + datetime.timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M") == words
            elif words and not lines[0][i].endswith(("时间", "至", "始于")):
                value, kind, code = row[i]
                assert value.replace("\r\n", "\n") == words.removeprefix("'").replace("\r\n", "\n") and kind in ("inlineStr", "s"), (value, words)
                assert code in ("@", "49"), code
    assert page.find(f"{NS}autoFilter") is not None and page.find(f".//{NS}pane").get("state") == "frozen"
    notes = {row[0][0]: row[1][0] for row in sheet(body, 2)[1]}
    assert notes["清单"] == "执法事项" and notes["行数"] == str(len(lines) - 1) and notes["范围"] == "全部单位的" and notes["导出人"]


def hostile_cells_stay_words(server, tokens):
    for title in HOSTILE:
        status, body = server.call("POST", "/api/v1/matter", {"title": title, "source": "patrol", "party": "控制\u0001符"}, tokens["head1"])
        assert status == 201, body
    rows = all_rows(server, "matter", tokens["head1"])[:len(HOSTILE)]
    lines = table(get(server, "/api/v1/matter?format=csv", tokens["head1"])[1])
    titles = {line[1] for line in lines}
    for row in rows:
        formula = row["title"].strip()[0] in "=+-@"
        assert ("'" + row["title"] if formula else row["title"]) in titles, row["title"]
        assert not formula or row["title"] not in titles
    _, cells = sheet(get(server, "/api/v1/matter?format=xlsx", tokens["head1"])[1])
    found = {cell[1][0]: cell[1] for cell in cells if 1 in cell}
    for row in rows:
        assert found[row["title"]][1] in ("inlineStr", "s") and found[row["title"]][2] in ("@", "49")


def a_unit_takes_its_own_and_administrators_nothing(server, tokens):
    _, body, _ = get(server, "/api/v1/matter?format=csv", tokens["contact1"])
    units = {line[2] for line in table(body)[1:]}
    assert units == {"劳动监察大队"}, units
    assert "劳动监察大队" in {line[2] for line in table(get(server, "/api/v1/matter?format=csv", tokens["legal"])[1])[1:]} != units
    for who in ("sysadmin", "secadmin", "auditor"):
        for path in ("/matter", "/weekly/report", "/api/v1/matter", "/api/v1/weekly_report"):
            plain, wanted = get(server, path, tokens[who])[0], get(server, path + "?format=csv", tokens[who])[0]
            assert plain == wanted and wanted in (403, 404), (who, path, plain, wanted)
    assert get(server, "/matter?format=csv", "nobody")[0] in (303, 401)
    assert get(server, "/api/v1/matter?format=csv&state=nonsense", tokens["legal"])[0] == 422


def what_was_taken_stands_in_the_ledger(server, tokens):
    lines = table(get(server, "/api/v1/matter?format=xlsx&state=blocked", tokens["legal"])[1].replace(b"PK", b"") and
                  get(server, "/ledger?format=csv", tokens["legal"])[1])
    at = {name: i for i, name in enumerate(lines[0])}
    newest = lines[1]
    assert newest[at["事件"]] == "导出" and "执法事项（XLSX）" in newest[at["理由"]] and "状态：受阻" in newest[at["理由"]], newest
    assert re.search(r"\d+ 行", newest[at["理由"]])
    assert len(newest[at["哈希值"]]) == 64


def the_command_takes_every_record(db):
    kinds = ["matter", "duty", "weekly_report", "weekly_item", "digest", "instruction", "account", "unit", "officer", "certificate", "setting", "holiday"]
    for kind in kinds:
        for form in ("csv", "xlsx", "json"):
            done = subprocess.run([PROGRAM, "export", kind, "--db", db, "--format", form], capture_output=True, check=False)
            assert done.returncode == 0, (kind, form, done.stderr.decode())
            if form == "csv":
                rows = len(table(done.stdout)) - 1
            elif form == "xlsx":
                assert len(sheet(done.stdout)[1]) - 1 == rows, kind
            else:
                found = json.loads(done.stdout)
                assert len(found) == rows, (kind, len(found), rows)
                assert kind != "account" or "password_hash" not in found[0]
    assert subprocess.run([PROGRAM, "export", "nothing", "--db", db], capture_output=True, check=False).returncode == 2


def a_long_list_needs_little_memory(folder):
    db = os.path.join(folder, "long.db")
    subprocess.run([PROGRAM, "demo", "--db", db, "--weeks", "1", "--until", UNTIL], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([ROOT / "tools/build.sh", "build", "juebu-fill"], check=True)
    subprocess.run([ROOT / "build/juebu-fill", db, "20000"], check=True, stdout=subprocess.DEVNULL)
    server = Server(db)
    try:
        token = server.login("legal")
        before, most, ended = own_kib(server), [0], threading.Event()

        def watch():
            while not ended.wait(0.01):
                most[0] = max(most[0], own_kib(server))

        watching = threading.Thread(target=watch)
        watching.start()
        for form in ("csv", "xlsx"):
            assert get(server, f"/api/v1/matter_step?format={form}", token)[0] == 200
        ended.set()
        watching.join()
        print(f"40,000 rows: {most[0] - before} KiB at most")
        assert most[0] - before < 16 * 1024, f"{most[0] - before} KiB more for 40,000 rows"
    finally:
        server.kill()


def own_kib(server):
    """What the program took itself; the database's pages it maps are the system's."""
    return int(re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{server.process.pid}/status").read_text())[1])


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        db = os.path.join(folder, "export.db")
        subprocess.run([PROGRAM, "demo", "--db", db, "--weeks", "3", "--until", UNTIL], check=True, stdout=subprocess.DEVNULL)
        server = Server(db)
        tokens = {who: server.login(who) for who in ("legal", "head1", "contact1", "sysadmin", "secadmin", "auditor")}
        tests = [(test, (server, tokens)) for test in (
            csv_says_what_the_api_says, the_page_gives_the_same_file, xlsx_holds_the_same_with_real_dates,
            a_unit_takes_its_own_and_administrators_nothing, hostile_cells_stay_words, what_was_taken_stands_in_the_ledger)]
        tests += [(the_command_takes_every_record, (db,)), (a_long_list_needs_little_memory, (folder,))]
        for test, with_what in tests:
            try:
                test(*with_what)
                passed += 1
            except Exception:      # pylint: disable=broad-except
                failed += 1
                traceback.print_exc(file=sys.stdout)
        server.kill()
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
