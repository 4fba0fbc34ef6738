"""pages.py - a list and a detail page while ten acts a second are written, against nginx with a file and `fossil server`."""
import hashlib
import os
import re
import sqlite3
import subprocess

from bench import (KEPT, PROGRAM, ROOT, Juebu, Row, Served, Steady, build, folder, free_port, in_turn, must_be_sound, run, wrk)

CLIENTS = 16
DETAILS = 2000                     # pages asked for in turn


def register(sizes):
    """A demo zone with so many matters; kept between runs, made anew when schema or filler changed."""
    build("juebu", "juebu-fill")
    made_of = hashlib.sha256(b"".join(p.read_bytes() for p in sorted((ROOT / "schema").glob("*.sql"))) +
                             (ROOT / "bench/fill.c").read_bytes()).hexdigest()[:12]
    db = KEPT / f"register-{sizes.matters}-{made_of}.db"
    if not db.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob(f"register-{sizes.matters}-*"):
            old.unlink()
        new = db.with_suffix(".new")
        for leftover in KEPT.glob(new.name + "*"):
            leftover.unlink()
        run([PROGRAM, "demo", "--db", new])
        run([ROOT / "build/juebu-fill", new, sizes.matters])
        new.rename(db)
    return db


def rows_of(db):
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as rows:
        tables = [t for (t,) in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        return sum(rows.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)


def list_paths(db):
    """The lists people ask for: one unit's, one state's, both, sorted by age; closed (nearly all) and in hand (few)."""
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as rows:
        units = [u for (u,) in rows.execute("SELECT unit_id FROM matter GROUP BY unit_id HAVING count(*) > 50 ORDER BY unit_id")]
    return [f"/matter?state={state}&unit_id={unit}&sort={sort}registered_at"
            for unit in units for state in ("closed", "assigned") for sort in ("-", "")]


def detail_paths(db):
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as rows:
        most = rows.execute("SELECT max(id) FROM matter").fetchone()[0]
    return [f"/matter/{1 + i * 7919 % (most - 1)}" for i in range(DETAILS)]


def written(place, name, paths):
    file = place / name
    file.write_text("\n".join(paths) + "\n")
    return file


def nginx(place, files):
    """Two workers, sendfile, files kept open: nginx as fast as its manual makes it."""
    port = free_port()
    (place / "www").mkdir()
    for name, body in files.items():
        (place / "www" / name).write_bytes(body)
    settings = place / "nginx.conf"
    settings.write_text(f"""
        {"user root;" if os.getuid() == 0 else ""}
        worker_processes 2; daemon off; pid {place}/pid; error_log {place}/error.log;
        events {{ worker_connections 1024; }}
        http {{
            access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type text/html;
            open_file_cache max=100;
            client_body_temp_path {place}/t1; proxy_temp_path {place}/t2; fastcgi_temp_path {place}/t3;
            uwsgi_temp_path {place}/t4; scgi_temp_path {place}/t5;
            server {{ listen 127.0.0.1:{port}; root {place}/www; }}
        }}""")
    return Served(["/usr/sbin/nginx", "-e", place / "error.log", "-c", settings], port)


REPORT = ("SELECT substr(tkt_uuid,1,10) AS '#', title, subsystem, status, datetime(tkt_ctime) AS 'ctime' FROM ticket"
          " WHERE status = 'Closed' AND subsystem = 'u3' ORDER BY tkt_ctime DESC LIMIT 50")


def fossil(place, matters):
    """A repository with as many tickets, with the index its report wants."""
    repository = place / "peer.fossil"
    run(["fossil", "init", "-A", "bench", repository], env={**os.environ, "HOME": str(place)})
    with sqlite3.connect(repository) as rows:
        rows.executemany(
            "INSERT INTO ticket (tkt_uuid, tkt_mtime, tkt_ctime, type, status, subsystem, priority, severity, title, comment)"
            " VALUES (?, ?, ?, 'Code_Defect', ?, ?, 'Medium', 'Minor', ?, ?)",
            ((hashlib.sha1(str(n).encode()).hexdigest(), 2460000 + n / matters * 900, 2460000 + n / matters * 900,
              "Open" if n % 100 < 3 else "Closed", f"u{n % 12}", f"金桥路{n % 997 + 1}号门前渣土车遗撒",
              "已到现场，责令当场改正，拍照留存，次日复查。") for n in range(matters)))
        rows.execute("CREATE INDEX bench_list ON ticket (subsystem, status, tkt_ctime)")
        rows.execute("INSERT INTO reportfmt (rn, owner, title, mtime, cols, sqlcode) VALUES (7, 'bench', 'newest', 0, '', ?)", (REPORT,))
    port = free_port()
    return Served(["fossil", "server", "--localhost", "--port", port, repository], port, "/rptview?rn=7")


def measure(sizes):
    db = register(sizes)
    with folder() as place, Juebu(db) as juebu:
        token = juebu.login("legal")
        lists, details = list_paths(db), detail_paths(db)
        list_body, detail_body = juebu.page(lists[0], token), juebu.page(details[0], token)
        if len(re.findall(rb"<tr>", list_body)) < min(50, sizes.matters // 40) or b"jb-facts" not in detail_body:
            raise RuntimeError("the pages do not show what they should")
        list_file, detail_file = written(place, "lists", lists), written(place, "details", details)
        of_list, of_detail = written(place, "of_list", ["/list.html"]), written(place, "of_detail", ["/detail.html"])
        with nginx(place, {"list.html": list_body, "detail.html": detail_body}) as peer, fossil(place, sizes.matters) as tickets, \
                Steady(juebu, juebu.login("officer1")) as steady:
            report = written(place, "report", ["/rptview?rn=7"])

            def asked(port, paths, what, least):
                def once():
                    load = must_be_sound(wrk(port, sizes.seconds, CLIENTS, "pages.lua", PATHS=paths, COOKIE=f"juebu={token}"), what)
                    if load.bytes_each < least:
                        raise RuntimeError(f"{what}: answers of {load.bytes_each:.0f} bytes are not the page")
                    return load.rate
                return once

            ours_list, theirs_list, ours_detail, theirs_detail, fossils = in_turn(
                sizes, asked(juebu.port, list_file, "list", 4000), asked(peer.port, of_list, "nginx list", len(list_body)),
                asked(juebu.port, detail_file, "detail", 4000), asked(peer.port, of_detail, "nginx detail", len(detail_body)),
                asked(tickets.port, report, "fossil", 4000))
        if steady.wrong or not steady.done:
            raise RuntimeError(f"{steady.wrong} of the acts written meanwhile failed, {steady.done} were done")
    yield Row(f"a list page: 50 of {sizes.matters:,} matters, filtered and sorted", "nginx, the same bytes from a file", ours_list, theirs_list,
              "pages/s", 0.15)
    yield Row("the same list page", "fossil server, its ticket report of 50 rows", ours_list, fossils, "pages/s", 15)
    yield Row("a detail page", "nginx, the same bytes from a file", ours_detail, theirs_detail, "pages/s", 0.3,
              note=f"list {len(list_body):,} bytes, detail {len(detail_body):,} bytes")
