#!/usr/bin/env python3
"""check_format.py [--mend] - what clang-format says about every *.c, statement by statement.

Headers and macros are laid out by hand, and so are tables: what stands in columns stays in columns, and where a long statement or
an initializer is broken, and how far the rest is set in, is its writer's choice. Judged are the indentation of
statements, braces, one statement to a line, and blanks around words and signs. --mend formats the lines that differ.
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIECES = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
# A brace that opens values, not statements.
VALUES = re.compile(r"(=\s*|\)|\b(enum|struct|union)\b[\w\s]*)$")
LABEL = re.compile(r"\s*(case\b[^?]*|default):$")
GOES_ON = re.compile(r'\s*(\|\||&&|[?:+\-|&<>=,"]|PRI)')


def joined(text):
    """The line numbers at whose end a statement goes on in the next line."""
    bare = PIECES.sub(lambda piece: re.sub(r"[^\n]", "_" if piece[0][0] in "\"'" else " ", piece[0]), text)
    goes_on, stack = set(), []
    for number, line in enumerate(bare.split("\n")):
        for at, sign in enumerate(line):
            if sign in "([":
                stack.append("(")
            elif sign == "{":
                values = bool(stack) and stack[-1] != "block" or VALUES.search(line[:at])
                stack.append("values" if values else "block")
            elif sign in ")]}" and stack:
                stack.pop()
        if stack and stack[-1] != "block":
            goes_on.add(number)
    lines = text.split("\n")
    for number, line in enumerate(bare.split("\n")[:-1]):
        ends = line.rstrip()
        if ends and not ends.startswith("#") and ends[-1] not in ";{}:)" and not re.search(r"\b(else|do)$", ends):
            goes_on.add(number)
        elif ends.endswith(")") and GOES_ON.match(lines[number + 1]):
            goes_on.add(number)
        elif LABEL.match(ends) and LABEL.match(lines[number + 1]):
            goes_on.add(number)
        if line.endswith("\\"):
            goes_on.add(number)
    return goes_on


def statements(text):
    """[(first line from 0, last line, the statement with one blank for any number)]"""
    goes_on, found, parts, first = joined(text), [], [], 0
    for number, line in enumerate(text.split("\n")):
        parts.append(line.rstrip() if not parts else line.strip())
        if number in goes_on:
            continue
        whole = re.sub(r"(?<=\S)[ \t]+", " ", " ".join(part for part in parts if part.strip()))
        whole = re.sub(r"(?<=[({\[]) | (?=[)}\],])", "", whole)
        found.append((first, number, whole.replace("{ ", "{")))
        parts, first = [], number + 1
    return found


def differences(path):
    """[(first line, last line, what clang-format would write)], lines counted from 1."""
    text = path.read_text()
    formatted = subprocess.run(["clang-format", "--style=file", str(path)], capture_output=True, text=True, check=True)
    have, want = statements(text), statements(formatted.stdout)
    have, want = ([s for s in found if not s[2].startswith("#define")] for found in (have, want))
    matcher = difflib.SequenceMatcher(None, [s[2] for s in have], [s[2] for s in want], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield have[a][0] + 1, have[max(a, b - 1)][1] + 1, " / ".join(s[2] for s in want[c:d]) or "nothing"


def main():
    count = 0
    for path in sorted(p for folder in ("src", "tests", "fuzz", "bench") for p in (ROOT / folder).rglob("*.c")):
        found = list(differences(path))
        if found and "--mend" in sys.argv:
            lines = [f"--lines={first}:{last}" for first, last, _ in found]
            subprocess.run(["clang-format", "--style=file", "-i", *lines, str(path)], check=True)
            continue
        for first, _, wanted in found:
            count += 1
            print(f"{path.relative_to(ROOT)}:{first}: clang-format writes {wanted.strip()[:120]!r}; tools/check_format.py --mend does it")
    sys.exit(1 if count else 0)


main()
