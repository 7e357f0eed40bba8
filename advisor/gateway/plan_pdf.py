"""The page of a plan as a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from advisor.gateway.plan_page import Bar, PlanPage, SourceLine, StepBlock

FAMILY = "DejaVu Sans"
STYLES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
MARGIN = 18.0
BOTTOM = 20.0
BODY, SMALL, HEADING, TITLE = 9.5, 8.0, 13.0, 19.0
"""Sizes of letters in points."""
LINE = 0.53
"""Millimetres between lines for each point of the letters."""
CHART = 70.0
LABEL = 30.0
INK, QUIET, LEAD, TRACK = (0, 0, 0), (80, 90, 92), (11, 85, 99), (221, 221, 221)
BULLET = "\u2022"


class FontMissingError(RuntimeError):
    """The letters for PDFs are not where they should be."""


def plan_pdf(page: PlanPage) -> bytes:
    """The same as the page of HTML says, on A4."""
    paper = _Paper(page)
    _stage(paper, page)
    paper.heading(page.words["plan_steps_heading"])
    for step in page.steps:
        _step(paper, page, step)
    paper.heading(page.helpers_heading)
    _sources(paper, page, page.helpers)
    if page.then:
        paper.heading(page.words["plan_then"])
        paper.bullets(page.then)
    paper.heading(page.words["plan_afterwards"])
    paper.text(page.afterwards)
    paper.gap(4)
    paper.text(page.words["plan_note"], size=SMALL, colour=QUIET)
    return bytes(paper.output())


@cache
def font_folder() -> Path:
    """Where matplotlib, which Rasa needs, keeps the DejaVu fonts. Found without importing it."""
    try:
        installed = distribution("matplotlib")
    except PackageNotFoundError as error:
        raise FontMissingError("matplotlib is not installed, whose fonts PDFs use; run `make setup`") from error
    return Path(str(installed.locate_file("matplotlib"))) / "mpl-data" / "fonts" / "ttf"


class _Paper(FPDF):
    """A4 with a number on each page."""

    def __init__(self, page: PlanPage) -> None:
        super().__init__(format="A4", unit="mm")
        self._numbering = page.words["plan_page"]
        for style, file in STYLES.items():
            self.add_font(FAMILY, style, font_folder() / file)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.set_title(page.words["plan_title"])
        self.set_lang("en")
        self.add_page()
        self.text(page.words["plan_title"], size=TITLE, style="B", colour=LEAD)
        self.text(page.made, colour=QUIET)

    def footer(self) -> None:
        """The page's number."""
        self.set_y(-BOTTOM + 6)
        self.set_font(FAMILY, "", SMALL)
        self.set_text_color(*QUIET)
        text = self._numbering.format(number=self.page_no(), count="{nb}")
        self.cell(text=text, w=self.epw, align="R")

    def text(  # type: ignore[override]
        self,
        words: str,
        *,
        size: float = BODY,
        style: str = "",
        colour: tuple[int, int, int] = INK,
        indent: float = 0.0,
        link: str | None = None,
    ) -> None:
        """One paragraph."""
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)
        self.set_x(self.l_margin + indent)
        self.multi_cell(
            w=self.epw - indent,
            h=size * LINE,
            text=words,
            align="L",
            link=link,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def heading(self, words: str) -> None:
        """The heading of a section, with room for what follows."""
        self.gap(5)
        self.keep(30)
        self.start_section(words)
        self.text(words, size=HEADING, style="B", colour=LEAD)
        self.gap(1)

    def bullets(self, lines: Iterable[str], indent: float = 2.0) -> None:
        """A list."""
        for line in lines:
            self.set_font(FAMILY, "", BODY)
            self.set_text_color(*INK)
            self.set_x(self.l_margin + indent)
            self.cell(w=4, h=BODY * LINE, text=BULLET)
            self.text(line, indent=indent + 4)

    def labelled(self, label: str, words: str) -> None:
        """A label and what it stands for, side by side."""
        self.keep(12)
        top = self.get_y()
        page = self.page_no()
        self.text(label, colour=QUIET)
        if self.page_no() == page:
            self.set_y(top)
        self.text(words, indent=LABEL)

    def gap(self, height: float) -> None:
        """Room."""
        self.ln(height)

    def keep(self, height: float) -> None:
        """Begin a new page where so much does not fit on this one."""
        if self.will_page_break(height):
            self.add_page()


def _stage(paper: _Paper, page: PlanPage) -> None:
    paper.heading(page.words["plan_stage_heading"])
    paper.text(page.stage, style="B")
    paper.gap(1)
    paper.text(page.meaning)
    if page.first_guess:
        paper.text(page.first_guess, style="B")
    paper.gap(3)
    for bar in page.bars:
        _bar(paper, bar)
    paper.gap(2)
    _facts(paper, page.words["speaks_for_it"], page.facts_for)
    _facts(paper, page.words["plan_speaks_against"], page.facts_against)
    paper.text(page.change)


def _bar(paper: _Paper, bar: Bar) -> None:
    height = BODY * LINE
    paper.set_font(FAMILY, "B" if bar.chosen else "", BODY)
    paper.set_text_color(*INK)
    paper.cell(w=50, h=height, text=bar.name)
    left, top = paper.get_x(), paper.get_y() + 1.2
    for colour, width in ((TRACK, CHART), (LEAD, CHART * bar.percent / 100)):
        paper.set_fill_color(*colour)
        paper.rect(left, top, width, height - 2.4, style="F")
    paper.set_x(left + CHART + 3)
    paper.cell(w=0, h=height, text=bar.words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _facts(paper: _Paper, heading: str, facts: Iterable[str]) -> None:
    lines = tuple(facts)
    if lines:
        paper.text(heading)
        paper.bullets(lines)
        paper.gap(1)


def _step(paper: _Paper, page: PlanPage, step: StepBlock) -> None:
    paper.gap(3)
    paper.keep(45)
    paper.text(step.heading, size=BODY + 1.5, style="B")
    if step.left_over:
        paper.text(step.left_over, colour=QUIET)
    paper.text(step.meaning)
    _facts(paper, page.words["plan_because"], step.because)
    paper.gap(1)
    paper.text(step.title, style="B", colour=LEAD)
    for label, words in step.lines:
        paper.labelled(label, words)
    paper.gap(2)
    paper.keep(25)
    paper.text(page.words["plan_sources"], style="B")
    _sources(paper, page, step.sources)


def _sources(paper: _Paper, page: PlanPage, sources: tuple[SourceLine, ...]) -> None:
    if not sources:
        paper.text(page.words["plan_no_help"])
    for source in sources:
        paper.keep(24)
        owner = "" if source.owner == source.name else f" ({source.owner})"
        paper.bullets([f"{source.name}{owner}"])
        paper.text(source.gives, indent=6, size=SMALL)
        paper.text(source.address, indent=6, size=SMALL, colour=LEAD if source.link else QUIET, link=source.link)
        paper.text(f"{source.cost}; {source.checked}", indent=6, size=SMALL, colour=QUIET)
