#!/usr/bin/env python3
"""The documents say what the code does. Prints file:line and one sentence for each place where they part; exit 1 if any.

  rules      every RULE mark, every rule a refusal names and every duty has a heading in docs/clauses/ ("### `weekly.nil` …"),
             and every such heading is a rule the code or a test speaks of
  settings   every setting stands in one table of docs/clauses/ with the default of its clause's table, and no other does
  limits     a limit said in words is the one of base/limits.h
  names      every file and every function() that the developers' documents name is there
  events     every event the documents name is written by somebody
  links      every link leads to a file, to a heading of it, or to a page of the program
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs" / "clauses").glob("*.md"))
DOCUMENTS = [ROOT / name for name in ("README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md",
                                      "docs/operations.md", "docs/api.md")]
NAME = r"[a-z_]+\.[a-z_0-9]+"
HEADING = re.compile(rf"^### `({NAME})`", re.M)
MARK = re.compile(rf"\bRULE ({NAME})")
# Where a rule is named: right behind the kind of a refusal, among the arguments of a fault, in a constant refusal.
REFUSED = re.compile(rf'(?:\bREFUSED_[A-Z_]+|\bdoor_say_no\(\w+, [\w>.-]+),\s*"({NAME})"')
FAULT = re.compile(r"\b(?:fault_at|fault_in|wrong)\s*\(")
FIRST_NAME = re.compile(rf'"({NAME})"')
CONSTANT = re.compile(rf'(?:\.rule = STR_INIT\(|\bconst char \*rule = )"({NAME})"')
DUTY = re.compile(rf'struct duty_rule [A-Z_]+ = \{{\s*\.name = "({NAME})"')
SETTING = re.compile(rf'\{{\s*"({NAME})",\s*"([^"]+)",\s*(\d+),')
SETTING_ROW = re.compile(rf"^\| `({NAME})` \| [^|]* \| (\d+) \|", re.M)
LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
FILE_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)*(?:\.(?:c|h|sql|py|md|sh|mjs|css|txt|json|build|1|png)|/)")
FUNCTION = re.compile(r"([a-z_]\w*)\(\)")
# What people are told of a limit, with {} for its number. A sentence that is gone takes its line with it.
LIMITS = {
    "docs/clauses/document.md": {"最多 {} 面": "LIMIT_DOCUMENT_PAGES"},
    "docs/clauses/platform.md": {"明细最多 {} 行": "LIMIT_CHILDREN", "最多 {} 个字节": "LIMIT_ONCE_BYTES", "栏目 {} 个": "LIMIT_INPUT_FIELDS"},
    "docs/clauses/people.md": {"连续输错口令 {} 次": "LIMIT_LOGIN_FAILURES", "锁定 {} 分钟": "LIMIT_LOCKED_MINUTES",
                               "{} 分钟不动": "LIMIT_IDLE_MINUTES", "最长 {} 小时": "LIMIT_SESSION_HOURS",
                               "最多 {} 处登录": "LIMIT_SESSIONS_PER_ACCOUNT", "最多 {} 个，大写": "LIMIT_PASSWORD_CHARACTERS"},
    "docs/handbook/administrators.md": {"连续输错 {} 次": "LIMIT_LOGIN_FAILURES", "锁定 {} 分钟": "LIMIT_LOCKED_MINUTES",
                                        "{} 分钟不动": "LIMIT_IDLE_MINUTES", "最长 {} 小时": "LIMIT_SESSION_HOURS"},
    "docs/api.md": {"{} fields)": "LIMIT_INPUT_FIELDS", "({} bytes at most": "LIMIT_ONCE_BYTES", "idle out after {} minutes": "LIMIT_IDLE_MINUTES",
                    "most= ({}, at most": "LIMIT_LIST_DEFAULT_ROWS", "at most {})": "LIMIT_LIST_ROWS"},
    "docs/clauses/attachment.md": {"最多 {} 个字": "LIMIT_FILE_NAME_CHARACTERS", "一次最多 {} 个文件": "LIMIT_FILES_PER_ACT", "留 {} 小时": "LIMIT_STAGED_HOURS"},
    "docs/clauses/2.04-weekly-report.md": {"至少 {} 个字": "GROUND_LEAST", "一期专报最多 {} 件": "LIMIT_CHILDREN"},
}
DEFINED = re.compile(r"^#define (\w+) (\d+)\b", re.M)
BUILT = ("build/", "run/", ".build/", "node_modules/")


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def sources(tests):
    for folder in ("src", "tests") if tests else ("src",):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            is_test = folder == "tests" or path.stem.endswith("_test")
            if tests or not is_test:
                yield path, path.read_text()


def arguments(text, at):
    """What stands between the bracket that ends at `at` and its other half."""
    depth, i = 1, at
    while depth and i < len(text):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        i += 1
    return text[at:i]


def rules_named(text):
    """(where, rule) of every rule this file can refuse with, marks, or owes."""
    for pattern in (MARK, REFUSED, CONSTANT, DUTY):
        for found in pattern.finditer(text):
            yield found.start(), found[1]
    for found in FAULT.finditer(text):
        # The field comes first and may be a path with a dot; the rule stands right before the words.
        names = [one for one in FIRST_NAME.finditer(arguments(text, found.end())) if not one[1].startswith("items.")]
        if names:
            yield found.start(), names[0][1]


def check_rules():
    headings = {}
    for page in PAGES:
        text = page.read_text()
        for found in HEADING.finditer(text):
            if found[1] in headings:
                yield page, line_of(text, found.start()), f"{found[1]} has a heading in {headings[found[1]][0].name} already"
            headings[found[1]] = (page, line_of(text, found.start()))
    for path, text in sources(tests=False):
        said = set()
        for at, rule in rules_named(text):
            if rule not in headings and rule not in said:
                said.add(rule)
                yield path, line_of(text, at), f"the rule {rule} has no heading in docs/clauses/: say there in a sentence what it asks"
    spoken = set()
    for _, text in sources(tests=True):
        spoken.update(MARK.findall(text))
        spoken.update(FIRST_NAME.findall(text))
    for rule, (page, line) in headings.items():
        if rule not in spoken:
            yield page, line, f"nothing in src/ or tests/ speaks of {rule}: take the heading out, or build it"


def check_settings():
    written = {}
    for page in PAGES:
        text = page.read_text()
        for found in SETTING_ROW.finditer(text):
            written[found[1]] = (page, line_of(text, found.start()), int(found[2]))
    for path, text in sources(tests=False):
        for found in SETTING.finditer(text):
            place = written.pop(found[1], None)
            if not place:
                yield path, line_of(text, found.start()), f"the setting {found[1]} stands in no table of docs/clauses/"
            elif place[2] != int(found[3]):
                yield place[0], place[1], f"the default of {found[1]} is {found[3]} in {name_of(path)}"
    for setting, (page, line, _) in written.items():
        yield page, line, f"no clause declares the setting {setting}"


def check_limits():
    defined = {}
    for _, text in sources(tests=False):
        defined.update(DEFINED.findall(text))
    for page, sentences in LIMITS.items():
        text = (ROOT / page).read_text()
        for sentence, limit in sentences.items():
            if sentence.format(defined.get(limit)) not in text:
                yield ROOT / page, 1, f'"{sentence.format(defined.get(limit))}" does not stand here, though {limit} is {defined.get(limit)}'


def is_there(token):
    if token.startswith(BUILT):
        return True
    return any((place / token).exists() for place in (ROOT, ROOT / "src"))


def check_names():
    code = "\n".join(text for _, text in sources(tests=True))
    for path in DOCUMENTS:
        if not path.exists():
            continue
        text = path.read_text()
        for span in CODE_SPAN.finditer(text):
            token, line = span[1], line_of(text, span.start())
            if FILE_NAME.fullmatch(token) and not is_there(token):
                yield path, line, f"there is no {token}, neither from the top nor under src/"
            for function in FUNCTION.findall(token):
                if not re.search(rf"\b{function}\b", code):
                    yield path, line, f"there is no {function}() in src/ or tests/"


def check_events():
    """`record.verb` in the walk and the guides: an event that is noted, a move, a rule, a setting or a permission."""
    code = "\n".join(text for _, text in sources(tests=True))
    verbs = set(re.findall(r'"([a-z_]+)"', code))
    known = set(FIRST_NAME.findall(code))
    for path in DOCUMENTS:
        if not path.exists():
            continue
        text = path.read_text()
        for span in CODE_SPAN.finditer(text):
            if not re.fullmatch(NAME, span[1]) or FILE_NAME.fullmatch(span[1]):
                continue
            record, verb = span[1].split(".")
            if span[1] not in known and not (record in verbs and verb in verbs) and not re.search(rf"\b{record}\.{verb}\b|\.{verb}\b", code):
                yield path, line_of(text, span.start()), f"nothing in src/ or tests/ speaks of {span[1]}"


def anchor_is_in(page, anchor):
    return f"### `{anchor}`" in page.read_text()


def check_links():
    code = "\n".join(text for _, text in sources(tests=False))
    for path in sorted({*DOCUMENTS, *(ROOT / "docs").rglob("*.md"), ROOT / "CHANGELOG.md"}):
        if not path.exists():
            continue
        text = path.read_text()
        for found in LINK.finditer(text):
            target, _, anchor = found[1].partition("#")
            there = path.parent / target if target else path
            if target.startswith("/"):
                sound = f'"{target}"' in code
            else:
                sound = there.exists() and (not anchor or anchor_is_in(there, anchor))
            if not sound:
                yield path, line_of(text, found.start()), f"the link {found[1]} leads nowhere"


def main():
    count = 0
    for check in (check_rules, check_settings, check_limits, check_names, check_events, check_links):
        for path, line, sentence in check():
            count += 1
            print(f"{name_of(path)}:{line}: {sentence}  [{check.__name__.removeprefix('check_')}]")
    sys.exit(1 if count else 0)


main()
