#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must not compile, does not: text that is not a literal cannot become markup, SQL or a STR().

Each snippet is the body of a function; with both compilers and at two levels of optimisation it must compile,
or must fail for the reason given. Prints "N passed, N failed"; exit 1 if any failed.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLAGS = "-std=gnu17 -D_GNU_SOURCE -Isrc -I. -Wall -Wextra -Werror -Wwrite-strings -fsyntax-only -x c -".split()

HTML = """
#include "base/log.h"
#include "http/html.h"
#include "record/field.h"
struct row { Personal phone; char name[40]; Str title; int count; };
extern const char outside[8];
void f(struct html h, const char *variable, const struct row *row, char *writable, bool late);
void f(struct html h, const char *variable, const struct row *row, char *writable, bool late)
{
	(void)h; (void)variable; (void)row; (void)writable; (void)late;
	%s
}
"""

NO_WRITER = r"_Generic|not compatible with any association"
NOT_LITERAL = r"markup must be a literal|not constant|constant expression"
SYNTAX = r"expected"

# name, body, None (compiles) or what the compiler must say
CASES = [
    ("literals_and_typed_values", 'html(h, "<b>", row->title, row->count, "</b>"); html_if(h, late, "x");', None),
    ("str_of_a_literal", 'html(h, STR("a"));', None),
    ("url_of_a_literal", 'html(h, "<a href=\\"", URL("/weekly"), "\\">");', None),
    ("a_char_pointer_as_markup", "html(h, variable);", NO_WRITER),
    ("a_writable_pointer_as_markup", "html(h, writable);", NO_WRITER),
    ("a_char_buffer_as_markup", "char buffer[8] = \"x\"; html(h, buffer);", NO_WRITER),
    ("a_const_char_buffer_as_markup", "const char buffer[8] = \"x\"; html(h, buffer);", NOT_LITERAL),
    ("a_static_const_array_as_markup", "static const char fixed[] = \"x\"; html(h, fixed);", NOT_LITERAL),
    ("an_array_of_elsewhere_as_markup", "html(h, outside);", NOT_LITERAL),
    ("an_array_in_a_const_struct_as_markup", "html(h, row->name);", NOT_LITERAL),
    ("a_choice_of_literals_as_markup", 'html(h, late ? "a" : "b");', NO_WRITER),
    ("a_pointer_in_html_if", "html_if(h, late, variable);", NO_WRITER),
    ("a_pointer_behind_other_values", 'html(h, "<b>", row->title, variable);', NO_WRITER),
    ("a_character_as_text", "html(h, (char)'x');", NO_WRITER),
    ("a_floating_number", "html(h, 1.5);", NO_WRITER),
    ("the_bytes_of_a_str", "html(h, row->title.at);", NO_WRITER),
    ("str_of_a_pointer", "Str s = STR(variable); (void)s;", SYNTAX),
    ("str_of_an_array", "static const char fixed[] = \"x\"; Str s = STR(fixed); (void)s;", SYNTAX),
    ("url_of_a_pointer", "Url u = URL(variable); (void)u;", SYNTAX),
    ("a_str_as_url", "Url u = row->title; (void)u;", r"invalid initializer|incompatible type"),
    ("a_variable_for_a_printf", 'Str s = STR("a"); log_line(LOG_NOTE, "t", "%.*s", STR_ARG(s));', None),
    ("a_call_for_a_printf", 'log_line(LOG_NOTE, "t", "%.*s", STR_ARG(str_trim(row->title)));', r"lvalue|address of an rvalue"),
    ("personal_text_as_markup", "html(h, row->phone);", NO_WRITER),
    ("personal_text_as_text", "Str s = row->phone; (void)s;", r"invalid initializer|incompatible type"),
    ("personal_text_in_a_format", 'buf_format(h.out, "%.*s", STR_ARG(row->phone));', r"no member named|has no member|incompatible type|_Generic|not compatible"),
    ("personal_text_added_to_a_text", "buf_add(h.out, row->phone);", r"incompatible type"),
    ("literal_text_added_from_a_pointer", "buf_text(h.out, variable);", SYNTAX),
]


def compilers():
    return [name for name in ("gcc", "clang") if shutil.which(name)]


def judge(compiler, level, case):
    name, body, reason = case
    run = subprocess.run([compiler, level, *FLAGS], cwd=ROOT, input=HTML % body, text=True, capture_output=True,
                         env={**os.environ, "LC_ALL": "C"})
    label = f"tests/compile_refusals.py:{name} ({compiler} {level})"
    if reason is None:
        return None if run.returncode == 0 else f"{label}: should compile\n{run.stderr}"
    if run.returncode == 0:
        return f"{label}: compiles, and must not"
    if not re.search(reason, run.stderr):
        return f"{label}: fails for another reason\n{run.stderr}"
    return None


def main():
    found = compilers()
    if not found:
        print("no compiler\n0 passed, 1 failed")
        return 1
    jobs = [(compiler, level, case) for compiler in found for level in ("-O0", "-O2") for case in CASES]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        failures = [said for said in pool.map(lambda job: judge(*job), jobs) if said]
    for said in failures:
        print(said)
    print(f"{len(jobs) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
