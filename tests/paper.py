#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Official documents against GB/T 9704-2012: what stands where on the sheet, in millimetres, and what an office suite
makes of the same document.

Documents are written here, made by build/juebu-paper, drawn by poppler at ten pixels a millimetre and measured; the DOCX
goes through LibreOffice. The numbers are this file's own, from the standard, not from src/document/layout.h.
Prints "N passed, N failed"; exit 1 if any failed. With a word: only the checks whose name contains it.
"""
import io
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import xml.dom.minidom
import zipfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "build" / "juebu-paper"
DRAWN = {}

# GB/T 9704-2012, millimetres.
TOP, LEFT, WIDTH, HEIGHT = 37, 28, 156, 225             # 天头, 订口, 版心
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT              # 26 remain right, 35 below
LINE, CELL = 225 / 22, 156 / 28                         # 22 lines of 28 characters fill the block
POINT = 25.4 / 72
FOUR = 14 * POINT                                       # a 4号 character


# ---- documents ----

def document(*blocks, **parts):
    return "".join(f"{name}\t{words}\n" for name, words in parts.items()) + "".join(f"{kind}\t{words}\n" for kind, words in blocks)


SENTENCES = ("已做工作和效果：约谈总包单位，当场支付工资，剩余部分承诺月底前付清；对拒不到场的劳务公司负责人依法留置送达《询问通知书》。",
             "困难或障碍：当事人拒不配合……涉及人数多、临近年关——须由管委会协调（会同建设管理局）“先行拨付”工程款！")
BODY = [("text", "现将第四十七周行政执法未果事项情况报告如下。"), ("level1", "一、报送情况"), ("level2", "（一）行政执法分局"),
        ("level3", "华信厂房外包队工资拖欠"), ("level4", "（甲）办理经过")] + [("text", SENTENCES[i % 2]) for i in range(22)]
HEAD = dict(copy_number="000001", secrecy="内部", urgency="特急", issuer_mark="高新区法制局文件", number="郑开管法〔2026〕12号",
            signers="陆明远", title="郑州高新区法制局关于第四十七周行政执法未果事项及处理建议的报告", addressee="管委会",
            signature="郑州高新区法制局", dated="2026-11-25", remark="此件公开发布")
RECORD = dict(copies_to="管委会主任、副主任，纪工委，督查室，各局、办，石佛、沟赵办事处，各有关单位，区法院、检察院",
              printed_by="郑州高新区法制局", printed_on="2026-11-25", anchor="账本封签 0123456789abcdef")
REPORT = document(*BODY, **HEAD, **RECORD)
OLD_REPORT = document(*BODY, **HEAD, **RECORD, subject_words="行政执法　未果事项　报告")
FULL = document(("text", "国" * 28 * 22 * 3), title="满页")
HOSTILE = document(
    ("text", "<script>alert(1)</script> & \"引号\" ]]> <w:p/>"), ("text", "控\x01制\x07字\x1b符\u202e倒\u2066序"), ("text", "长" * 10000),
    ("text", "生僻字𠮷𡃁𪚥，表情😀👨‍👩‍👧，العربية עברית नमस्ते ไทย"), ("text", "。" * 100), ("text", "x" * 500), ("text", "（" * 60),
    issuer_mark="一个名称非常非常长的、由许多机构合并而成的综合行政执法协调办公室文件", number="字<&>〔2026〕1号",
    title="关于" + "一个标题非常长的" * 8 + "通知", addressee="各局、" * 40, signature="署名很长" * 9, dated="2026-01-01",
    copies_to="抄送单位甲，" * 60, printed_by="印发机关", printed_on="2026-01-01")


# ---- making and drawing ----

def make(kind, text):
    key = kind, text
    if key not in DRAWN:
        done = subprocess.run([PAPER, kind], input=text.encode(), capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr.decode()
        DRAWN[key] = done.stdout
    return DRAWN[key]


def pdf_text(pdf, *options):
    return subprocess.run(["pdftotext", "-enc", "UTF-8", *options, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def page_count(pdf):
    return int(re.search(r"^Pages:\s+(\d+)", subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode(), re.M)[1])


class Page:
    """A page as pixels: 1 where there is ink of that colour. Ten pixels are a millimetre."""

    def __init__(self, pdf, number):
        ppm = subprocess.run(["pdftoppm", "-r", "254", "-f", str(number), "-l", str(number)], input=pdf, capture_output=True, check=True).stdout
        head, size, _, pixels = ppm.split(b"\n", 3)
        assert head == b"P6"
        self.width, self.height = map(int, size.split())
        dark = bytes(1 if value < 140 else 0 for value in range(256))
        red, green = pixels[0::3].translate(dark), pixels[1::3].translate(dark)
        self.black = red
        self.red = bytes(g & ~r & 1 for g, r in zip(green, red)) if b"\x01" in green else green

    def rows(self, ink, x1=0.0, x2=210.0, y1=0.0, y2=297.0):
        """[(first, last)] in mm of the runs of rows that hold ink between x1 and x2."""
        a, b = int(x1 * 10), min(int(x2 * 10), self.width)
        return runs([ink.find(1, y * self.width + a, y * self.width + b) >= 0 for y in range(int(y1 * 10), min(int(y2 * 10), self.height))], y1)

    def columns(self, ink, y1, y2, x1=0.0, x2=210.0):
        a, b = int(x1 * 10), min(int(x2 * 10), self.width)
        held = bytearray(b - a)
        for y in range(int(y1 * 10), int(y2 * 10)):
            row = ink[y * self.width + a:y * self.width + b]
            held = bytearray(p | q for p, q in zip(held, row))
        return runs([value != 0 for value in held], x1)


def runs(flags, origin):
    found, start = [], None
    for i, flag in enumerate(flags + [False]):
        if flag and start is None:
            start = i
        elif not flag and start is not None:
            found.append((origin + start / 10, origin + i / 10))
            start = None
    return found


def page(text, number, kind="pdf"):
    key = "page", text, number, kind
    if key not in DRAWN:
        DRAWN[key] = Page(make(kind, text) if kind == "pdf" else office(text), number)
    return DRAWN[key]


def strokes(pdf):
    """[(width, y, x1, x2)] in mm of all level lines of the file, as its content says them."""
    found = []
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            content = zlib.decompress(stream[1]).decode("latin-1")
        except zlib.error:
            continue
        for line in re.finditer(r"([\d.]+) w.*?([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", content, re.S):
            width, x1, y1, x2, y2 = (float(value) * POINT for value in line.groups())
            if abs(y1 - y2) < 0.01:
                found.append((width, y1, x1, x2))
    return found


def office(text):
    """The DOCX as LibreOffice prints it."""
    return convert(text, "pdf")


def convert(text, kind):
    key = "office", text, kind
    if key not in DRAWN:
        with tempfile.TemporaryDirectory(prefix="juebu-paper-") as folder:
            Path(folder, "it.docx").write_bytes(make("docx", text))
            filtered = "txt:Text (encoded):UTF8" if kind == "txt" else kind
            subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", filtered, "--outdir", folder,
                            f"{folder}/it.docx"], capture_output=True, check=True, timeout=180)
            DRAWN[key] = Path(folder, f"it.{kind}").read_bytes()
    return DRAWN[key]


def near(got, want, off, what):
    assert abs(got - want) <= off, f"{what}: {got:.2f} mm, should be {want:.2f} ± {off}"


def solid(text):
    """Without blanks, without what stands below the block."""
    text = re.sub(r"\s", "", text)
    return re.sub(r"(—\d{1,3}—)?账本封签0123456789abcdef|—\d{1,3}—", "", text)


def stands_in_order(whole, parts):
    at = 0
    for part in parts:
        found = whole.find(solid(part), at)
        assert found >= 0, f"“{part[:30]}” does not stand behind “{whole[max(at - 20, 0):at]}”"
        at = found + len(solid(part))


# ---- the block ----

def a_full_page_has_22_lines_on_the_grid():
    lines = page(FULL, 2).rows(page(FULL, 2).black, LEFT, RIGHT, 20, BOTTOM)
    assert len(lines) == 22, f"{len(lines)} lines"
    for i, (first, last) in enumerate(lines):
        near((first + last) / 2, TOP + (i + 0.5) * LINE, 0.3, f"the middle of line {i + 1}")
    assert lines[0][0] >= TOP and lines[-1][1] <= BOTTOM


def a_full_line_has_28_characters_on_the_grid():
    sheet = page(FULL, 2)
    for first, last in sheet.rows(sheet.black, LEFT, RIGHT, 20, BOTTOM)[::7]:
        characters = sheet.columns(sheet.black, first, last)
        assert len(characters) == 28, f"{len(characters)} characters"
        for i, (begin, end) in enumerate(characters):
            near((begin + end) / 2, LEFT + (i + 0.5) * CELL, 0.3, f"the middle of character {i + 1}")
        assert LEFT - 0.1 <= characters[0][0] and characters[-1][1] <= RIGHT + 0.1


def the_pitch_is_that_of_the_standard():
    sheet = page(FULL, 2)
    lines = sheet.rows(sheet.black, LEFT, RIGHT, 20, BOTTOM)
    characters = sheet.columns(sheet.black, *lines[0])
    near((lines[21][0] - lines[0][0]) / 21, 10.23, 0.02, "from line to line")
    near((characters[27][0] - characters[0][0]) / 27, 5.57, 0.02, "from character to character")


def a_character_is_16_points():
    sheet = page(FULL, 2)
    first, last = sheet.rows(sheet.black, LEFT, RIGHT, 20, BOTTOM)[0]
    assert 0.84 * 16 * POINT < last - first < 16 * POINT, f"国 is {last - first:.2f} mm high"


def the_sheet_is_a4():
    sheet = page(FULL, 2)
    near(sheet.width / 10, 210, 0.1, "width")
    near(sheet.height / 10, 297, 0.15, "height")


def a_paragraph_is_indented_by_two_characters():
    sheet = page(FULL, 1)
    lines = sheet.rows(sheet.black, LEFT, RIGHT, 20, BOTTOM)
    near(sheet.columns(sheet.black, *lines[1])[0][0], LEFT + 2 * CELL, 0.7, "the first line begins")
    near(sheet.columns(sheet.black, *lines[2])[0][0], LEFT, 0.7, "the second line begins")


def no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    for text in (REPORT, HOSTILE):
        for line in pdf_text(make("pdf", text), "-layout").replace("\f", "\n").split("\n"):
            line = line.strip()
            if len(line) < 8 or line == line[0] * len(line):
                continue                # a run of nothing but marks has nowhere to break
            assert line[0] not in "。，、；：？！）》〉」』】〕”’…", line
            assert line[-1] not in "（《〈「『【〔“‘" or line.strip("（") == "", line


# ---- 版头 ----

def red_runs():
    sheet = page(REPORT, 1)
    return sheet, sheet.rows(sheet.red)


def the_issuer_mark_stands_35_below_the_block_and_in_the_middle():
    sheet, found = red_runs()
    near(found[0][0], TOP + 35, 0.3, "upper edge of 发文机关标志")
    assert found[0][1] - found[0][0] <= 22, "it is at most 22 mm high"
    columns = sheet.columns(sheet.red, *found[0])
    near((columns[0][0] + columns[-1][1]) / 2, LEFT + WIDTH / 2, 0.5, "its middle")


def the_number_stands_two_lines_below_the_mark():
    sheet, found = red_runs()
    number = [run for run in sheet.rows(sheet.black, LEFT, RIGHT, found[0][1], found[1][0]) if run[1] - run[0] > 3][0]
    near((number[0] + number[1]) / 2 - found[0][1], 2.5 * LINE, LINE / 2, "from the mark to the middle of 发文字号")


def the_red_rule_stands_4_below_the_number_across_the_block():
    sheet, found = red_runs()
    number = sheet.rows(sheet.black, LEFT + 2 * CELL, LEFT + 6 * CELL, found[0][1], found[1][0])[-1]
    near((found[1][0] + found[1][1]) / 2 - number[1], 4, 0.5, "below the number")
    across = sheet.columns(sheet.red, *found[1])
    assert len(across) == 1
    near(across[0][0], LEFT, 0.2, "it begins")
    near(across[0][1], RIGHT, 0.2, "it ends")


def number_and_signer_stand_one_character_in():
    sheet, found = red_runs()
    line = sheet.columns(sheet.black, found[1][0] - 4 - 16 * POINT, found[1][0] - 3)
    near(line[0][0], LEFT + CELL, 0.6, "发文字号 begins")
    near(line[-1][1], RIGHT - CELL, 0.6, "签发人 ends")


def without_a_signer_the_number_stands_in_the_middle():
    parts = {name: words for name, words in HEAD.items() if name != "signers"}
    text = document(*BODY[:1], **parts)
    sheet = page(text, 1)
    rule = sheet.rows(sheet.red)[1][0]
    line = sheet.columns(sheet.black, rule - 4 - 16 * POINT, rule - 3)
    near((line[0][0] + line[-1][1]) / 2, LEFT + WIDTH / 2, 1, "the middle of 发文字号")


def the_title_stands_two_lines_below_the_rule_in_22_points():
    sheet, found = red_runs()
    title = [run for run in sheet.rows(sheet.black, LEFT, RIGHT, found[1][1] + 1, BOTTOM) if run[1] - run[0] > 3]
    near((title[0][0] + title[0][1]) / 2 - found[1][1], 2.5 * LINE, LINE / 2, "from the rule to the middle of the title")
    assert 0.8 * 22 * POINT < title[0][1] - title[0][0] < 1.02 * 22 * POINT
    for line in title[:2]:
        columns = sheet.columns(sheet.black, *line)
        near((columns[0][0] + columns[-1][1]) / 2, LEFT + WIDTH / 2, 1, "its middle")
    near((title[2][0] + title[2][1]) / 2 - (title[1][0] + title[1][1]) / 2, 2 * LINE, 1, "主送机关 below the title")


def the_marks_stand_at_the_corner_of_the_block():
    sheet = page(REPORT, 1)
    marks = sheet.rows(sheet.black, LEFT, LEFT + 40, TOP, TOP + 34)
    assert len(marks) == 3, "份号, 密级, 紧急程度: a line each"
    for i, mark in enumerate(marks):
        near((mark[0] + mark[1]) / 2, TOP + (i + 0.5) * LINE, 0.5, f"mark {i + 1}")
        near(sheet.columns(sheet.black, *mark)[0][0], LEFT, 0.9, f"mark {i + 1} begins")


# ---- the end ----

def signature_and_date_stand_as_without_a_seal():
    text = document(("text", "正文"), title="题", signature="法制局", dated="2026-11-25")
    sheet = page(text, 1)
    name, date = [sheet.columns(sheet.black, *run) for run in sheet.rows(sheet.black, LEFT, RIGHT, TOP, BOTTOM)[-2:]]
    near(date[-1][1], RIGHT - 2 * CELL, 1.2, "the longer date ends two characters in")
    near(date[0][0] - name[0][0], 2 * CELL, 0.8, "its first character stands two behind the name's")


def signature_and_date_stand_as_with_a_seal():
    text = document(("text", "正文"), title="题", signature="郑州高新区法制局", dated="2026-11-25", sealed="yes")
    sheet = page(text, 1)
    name, date = [sheet.columns(sheet.black, *run) for run in sheet.rows(sheet.black, LEFT, RIGHT, TOP, BOTTOM)[-2:]]
    near(date[-1][1], RIGHT - 4 * CELL, 1.2, "the date ends four characters in")
    near((name[0][0] + name[-1][1]) / 2, (date[0][0] + date[-1][1]) / 2, 1.5, "the name's middle over the date's")


def an_annex_begins_a_page_of_its_own_before_the_record():
    text = document(("text", "正文"), ("annex", "未果事项一览"), ("text", "甲"), **{**RECORD, "title": "题", "signature": "法制局"})
    pages = pdf_text(make("pdf", text), "-layout").split("\f")
    assert "附件：未果事项一览" in solid(pages[0]) and solid(pages[1]).startswith("附件未果事项一览甲"), pages
    assert "印发" in pages[1] and page_count(make("pdf", text)) == 2


# ---- 版记 and page numbers ----

def the_record_has_its_rules_at_the_foot_of_the_last_page():
    for text in (REPORT, OLD_REPORT):
        pdf = make("pdf", text)
        rules = [line for line in strokes(pdf) if abs(line[0] - 0.5) > 0.05]
        assert page_count(pdf) % 2 == 0, "版记 stands on an even page"
        near(rules[0][0], 0.35, 0.01, "first rule thick")
        near(rules[1][0], 0.25, 0.01, "middle rule thin")
        near(rules[2][0], 0.35, 0.01, "last rule thick")
        assert len(rules) == 3
        for _, _, x1, x2 in rules:
            near(x1, LEFT, 0.1, "a rule begins")
            near(x2, RIGHT, 0.1, "a rule ends")
        sheet = page(text, page_count(pdf))
        drawn = [run for run in sheet.rows(sheet.black, LEFT + 1, LEFT + 3, BOTTOM - 40, BOTTOM + 2) if run[1] - run[0] < 1]
        near((drawn[-1][0] + drawn[-1][1]) / 2, BOTTOM, 0.2, "the last rule is the block's lower edge")


def the_record_stands_one_character_in_from_both_sides():
    sheet = page(REPORT, page_count(make("pdf", REPORT)))
    line = sheet.columns(sheet.black, BOTTOM - 7, BOTTOM - 2)
    near(line[0][0], LEFT + FOUR, 0.6, "印发机关 begins")
    near(line[-1][1], RIGHT - FOUR, 0.8, "印发日期 ends")


def subject_words_stand_where_they_did_and_nowhere_else():
    assert "主题词" not in pdf_text(make("pdf", REPORT))
    last = pdf_text(make("pdf", OLD_REPORT), "-layout").rstrip("\f").split("\f")[-1]
    assert re.search(r"主题词：行政执法.*未果事项.*报告\s+抄送：", last), last


def the_page_number_stands_7_below_the_block_on_the_outer_side():
    for number in (1, 2):
        sheet = page(REPORT, number)
        below = sheet.rows(sheet.black, LEFT, RIGHT, BOTTOM + 2, BOTTOM + 11)
        columns = sheet.columns(sheet.black, below[0][0], below[-1][1])
        dash = columns[0]
        y = sheet.rows(sheet.black, dash[0], dash[1], BOTTOM + 2, BOTTOM + 11)[0]
        near((y[0] + y[1]) / 2, BOTTOM + 7, 0.4, f"the dash of page {number}")
        if number % 2:
            near(columns[-1][1], RIGHT - FOUR, 0.8, "right on odd pages")
        else:
            near(columns[0][0], LEFT + FOUR, 0.8, "left on even pages")
        assert re.search(rf"— +{number} +—", pdf_text(make("pdf", REPORT), "-f", str(number), "-l", str(number)))


def a_draft_says_so_on_every_page():
    pdf = make("pdf", document(*BODY, title="题", draft="yes"))
    for number in range(1, page_count(pdf) + 1):
        assert "草稿" in solid(pdf_text(pdf, "-f", str(number), "-l", str(number)))
    assert "草稿" not in pdf_text(make("pdf", REPORT))


# ---- text ----

def the_text_can_be_searched_and_copied_in_order():
    whole = solid(pdf_text(make("pdf", REPORT)))
    stands_in_order(whole, ["000001", "内部", "特急", HEAD["issuer_mark"], HEAD["number"], HEAD["title"], "管委会："] + [words for _, words in BODY]
                    + [HEAD["signature"], "2026年11月25日", "（此件公开发布）", "抄送：" + RECORD["copies_to"] + "。", "2026年11月25日印发"])


def the_same_document_is_the_same_file():
    for kind in ("pdf", "docx"):
        again = subprocess.run([PAPER, kind], input=REPORT.encode(), capture_output=True, check=True).stdout
        assert again == make(kind, REPORT), kind


def hostile_text_stays_text_and_on_the_sheet():
    pdf = make("pdf", HOSTILE)
    whole = solid(pdf_text(pdf))
    assert "<script>alert(1)</script>&" in whole and "控制字符倒序" in whole and "𠮷" in whole and whole.count("长") >= 10000
    for number in range(1, page_count(pdf) + 1):
        sheet = Page(pdf, number)
        inked = sheet.columns(sheet.black, TOP, BOTTOM)
        assert not inked or (inked[0][0] >= LEFT - 0.3 and inked[-1][1] <= RIGHT + 0.6), f"page {number}: {inked[0]}, {inked[-1]}"
        # Lines keep apart: no run of inked rows is higher than a line, but the mark's and where rules stand.
        for run in sheet.rows(sheet.black, LEFT, RIGHT, TOP, BOTTOM):
            assert run[1] - run[0] <= LINE, f"page {number}: lines touch at {run}"


def two_hundred_pages_are_made_within_bounds():
    text = document(*[("text", "国" * (28 * 22 - 2))] * 200, title="长")
    began = time.monotonic()
    pdf = make("pdf", text)
    docx = make("docx", text)
    seconds = time.monotonic() - began
    assert 200 <= page_count(pdf) <= 204 and zipfile.ZipFile(io.BytesIO(docx)).testzip() is None
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert seconds < 30, f"{seconds:.1f} s"
    print(f"    200 pages: {seconds:.1f} s, PDF {len(pdf) // 1024} KiB, largest child so far {most:.0f} MiB")


# ---- DOCX ----

def the_package_is_sound_and_says_the_grid():
    for text in (REPORT, OLD_REPORT, HOSTILE):
        package = zipfile.ZipFile(io.BytesIO(make("docx", text)))
        assert package.testzip() is None
        for name in package.namelist():
            assert name.endswith((".xml", ".rels")), f"{name}: nothing but XML, no macro"
            xml.dom.minidom.parseString(package.read(name))
        document_xml = package.read("word/document.xml").decode()
        for grid in re.findall(r"<w:docGrid [^>]*>", document_xml):
            pitch, space = int(re.search(r'linePitch="(\d+)"', grid)[1]), int(re.search(r'charSpace="(-?\d+)"', grid)[1])
            assert int(HEIGHT / POINT * 20 / pitch) == 22, grid
            assert int(WIDTH / POINT / (16 + space / 4096) + 1e-9) == 28, grid
        for margins in re.findall(r"<w:pgMar [^>]*>", document_xml):
            for name, want in (("top", 37), ("left", 28), ("right", 26), ("bottom", 35)):
                near(int(re.search(rf'w:{name}="(\d+)"', margins)[1]) / 20 * POINT, want, 0.1, f"w:{name}")


def office_reads_the_same_text_in_the_same_order():
    for text, subject in ((REPORT, []), (OLD_REPORT, ["主题词：行政执法　未果事项　报告"])):
        whole = solid(convert(text, "txt").decode("utf-8-sig"))
        stands_in_order(whole, ["000001", "内部", "特急", HEAD["issuer_mark"], HEAD["number"] + "签发人：陆明远", HEAD["title"], "管委会："]
                        + [words for _, words in BODY] + [HEAD["signature"], "2026年11月25日", "（此件公开发布）"])
        printed = solid(pdf_text(convert(text, "pdf")))
        for part in subject + ["抄送：" + RECORD["copies_to"] + "。", "2026年11月25日印发"]:
            assert solid(part) in printed, part


def office_prints_as_many_pages():
    table = [("row", "6\t序号\t14\t责任单位\t20\t事项\t16\t处理建议")] + [("row", f"6\t{i}\t14\t行政执法分局\t20\t华信厂房外包队工资拖欠\t16\t请管委会协调") for i in range(30)]
    for name, text in (("report", REPORT), ("with 主题词", OLD_REPORT), ("full", FULL), ("table", document(*BODY[:1], *table, **HEAD, **RECORD)),
                       ("one page", document(BODY[0], **HEAD, **RECORD)), ("no head", document(*BODY, title="题"))):
        ours, theirs = page_count(make("pdf", text)), page_count(office(text))
        assert ours == theirs, f"{name}: {ours} pages as PDF, {theirs} from the DOCX"


def office_keeps_the_margins_and_the_lines():
    sheet = page(FULL, 2, "docx")
    lines = sheet.rows(sheet.black, LEFT - 5, RIGHT + 5, 20, BOTTOM + 3)
    assert len(lines) == 22, f"{len(lines)} lines"
    assert TOP <= lines[0][0] <= TOP + LINE and BOTTOM - LINE <= lines[-1][1] <= BOTTOM
    characters = sheet.columns(sheet.black, *lines[5])
    assert len(characters) == 28, f"{len(characters)} characters"
    near(characters[0][0], LEFT, 0.9, "a line begins")
    near(characters[-1][1], RIGHT, 1.5, "a line ends")         # 0.6 beside the strokes of 国, and what 28 × 15.7 points leave
    near((lines[21][0] - lines[0][0]) / 21, 10.23, 0.03, "from line to line")


def office_draws_the_rules_where_they_belong():
    sheet = page(REPORT, 1, "docx")
    found = [run for run in sheet.rows(sheet.red)]
    near(found[0][0], TOP + 35, 3, "upper edge of 发文机关标志")
    across = sheet.columns(sheet.red, *found[-1])
    near(across[0][0], LEFT, 0.5, "the red rule begins")
    near(across[-1][1], RIGHT, 0.5, "the red rule ends")
    ours = page(REPORT, 1)
    near(found[-1][0], ours.rows(ours.red)[-1][0], 1, "the red rule")
    last = page(REPORT, page_count(office(REPORT)), "docx")
    rules = [run for run in last.rows(last.black, LEFT + 1, LEFT + 3, BOTTOM - 40, BOTTOM + 3) if run[1] - run[0] < 1]
    assert len(rules) == 3, rules
    near(rules[-1][1], BOTTOM, 1.5, "the last rule of 版记")


CHECKS = [value for name, value in list(globals().items()) if callable(value) and getattr(value, "__module__", "") == "__main__" and "_" in name
          and value.__code__.co_argcount == 0 and name not in ("red_runs",)]


def main():
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    passed = failed = 0
    for check in CHECKS:
        if word not in check.__name__:
            continue
        try:
            check()
            passed += 1
        except Exception as error:              # one check that breaks is one failure
            failed += 1
            print(f"{check.__name__}: {error if isinstance(error, AssertionError) else traceback.format_exc()}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
