"""crash.py - kill -9 under 64 writing clients, again and again on the same file (tests/crash.py says what must hold then)."""
import re
import sys

from bench import ROOT, Row, build, run


def measure(sizes):
    build("juebu")
    out = run([sys.executable, ROOT / "tests/crash.py", sizes.crashes])
    passed, failed = map(int, re.findall(r"(\d+) passed, (\d+) failed", out)[-1])
    kept = int(re.search(r"(\d+) writes", out)[1])
    if failed:
        raise RuntimeError(out)
    yield Row("kill -9 under 64 writing clients: nothing acknowledged lost, nothing half done, verify agrees", "every round", passed,
              sizes.crashes, "rounds", 1, note=f"{kept:,} acknowledged writes")
