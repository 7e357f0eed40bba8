"""What the page of a plan says, on screen and on paper."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest

from advisor.core.report import report
from advisor.gateway import plan_pdf as pdf
from advisor.gateway.pages import Pages
from advisor.gateway.plan_page import PlanPage, link_to, plan_page, spoken_date
from advisor.knowledge.schema import Knowledge

Json = dict[str, Any]

TODAY = date(2026, 5, 3)
FIRST_STEPS = {
    "sold_abroad": "once_or_twice",
    "who_handles": "named_person",
    "buyer_talks": "standing_buyers",
    "last_six_months": "contacted",
    "export_plan": "none",
    "next_goal": "steady_orders",
}


def page_for(knowledge: Knowledge, country: str | None = "VNM", overruled: str | None = None, **given: str) -> PlanPage:
    answers = {question: {"option": option} for question, option in given.items()}
    if country:
        answers["country"] = {"option": country}
    return plan_page(knowledge, report(knowledge, {"answers": answers, "overruled": overruled}), TODAY)


def html(knowledge: Knowledge, page: PlanPage) -> str:
    return Pages(knowledge.wording).plan(page, "/plan/x/pdf").content


def words(page: str) -> str:
    """What is read where no style and no picture is shown."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_the_stage_with_the_reasons_for_it(real_knowledge: Knowledge) -> None:
    page = page_for(real_knowledge, **FIRST_STEPS)

    assert page.stage.startswith("As I see it, your firm is taking its first real steps abroad.")
    assert page.first_guess is None
    assert "you have sold abroad once or twice" in page.facts_for
    assert page.change.startswith("What would change my view: if you")
    assert [bar.name for bar in page.bars if bar.chosen] == ["active engagement"]
    assert sum(bar.percent for bar in page.bars) in (99, 100, 101)


def test_few_answers_are_called_a_guess_and_no_figure_is_named(real_knowledge: Knowledge) -> None:
    page = page_for(real_knowledge, sold_abroad="never")

    assert page.stage.startswith("So far your firm seems to be preparing to go abroad.")
    assert "it rests on one answer" in str(page.first_guess)


def test_a_firm_that_overruled_is_told_both_views(real_knowledge: Knowledge) -> None:
    page = page_for(real_knowledge, overruled="growth_and_expansion", **FIRST_STEPS)

    assert page.stage.startswith("You told me that your firm is growing in foreign markets")
    assert "taking its first real steps abroad" in page.stage


def test_without_a_country_it_names_none(real_knowledge: Knowledge) -> None:
    page = page_for(real_knowledge, country=None)

    assert page.made == "Made on 3 May 2026."
    assert page.helpers_heading == real_knowledge.wording["plan_helpers_regional"]


def test_what_is_left_over_from_an_earlier_stage_says_so(real_knowledge: Knowledge) -> None:
    answers = {key: {"option": option} for key, option in FIRST_STEPS.items()}
    items = report(real_knowledge, {"answers": answers})["plan"]["items"]

    page = page_for(real_knowledge, country=None, **FIRST_STEPS)

    assert [bool(step.left_over) for step in page.steps] == [item["holding_back"]["left_over"] for item in items]


@pytest.mark.parametrize("country", ["VNM", "MMR", "FJI", "KGZ", "TLS", "PHL"])
def test_the_page_reads_well_without_any_style(real_knowledge: Knowledge, country: str) -> None:
    page = page_for(real_knowledge, country, **FIRST_STEPS)

    read = words(html(real_knowledge, page))

    told = [page.made, page.stage, page.meaning, page.change, page.afterwards, *page.facts_for, *page.then]
    for step in page.steps:
        told += [step.heading, step.meaning, step.title, *step.because, *(text for _, text in step.lines)]
        told += [
            part for source in step.sources for part in (source.name, source.gives, source.address, source.checked)
        ]
    told += [part for source in page.helpers for part in (source.name, source.address, source.checked)]
    assert [text for text in told if " ".join(text.split()) not in read] == []


def test_nothing_that_is_filled_in_becomes_html(real_knowledge: Knowledge) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    told = report(real_knowledge, {"answers": {"country": {"option": "VNM"}}})
    item = told["plan"]["items"][0]
    item["step"] |= {"title": attack, "do": attack}
    item["holding_back"] |= {"name": attack, "meaning": attack, "because": [attack]}
    for source in (*item["sources"], *told["plan"]["bodies"]):
        source |= {"name": attack, "gives": attack, "address": f"javascript:{attack}", "cost": attack}
    told["plan"] |= {"afterwards": attack, "then": [attack]}

    shown = html(real_knowledge, plan_page(real_knowledge, told, TODAY))

    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("www.trademap.org", "https://www.trademap.org"),
        ("https://vntr.moit.gov.vn", "https://vntr.moit.gov.vn"),
        ("export.gov/basicguide", "https://export.gov/basicguide"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//evil.example", None),
        ('https://a.example/"onclick="x', None),
        ("", None),
        ("Ask at the chamber", None),
    ],
)
def test_only_addresses_of_the_web_become_links(address: str, link: str | None) -> None:
    assert link_to(address) == link


def test_every_source_with_an_address_can_be_followed(real_knowledge: Knowledge) -> None:
    unusable = [
        source.address
        for source in real_knowledge.sources.values()
        if source.address_seen and link_to(source.address or "") is None
    ]
    assert unusable == []


def test_dates_read_as_people_say_them() -> None:
    assert spoken_date(TODAY) == "3 May 2026"


class TestPdf:
    """The same on paper."""

    def test_it_says_what_the_page_says(self, real_knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
        page = page_for(real_knowledge, **FIRST_STEPS)
        written: list[str] = []
        original = pdf._Paper.text

        def text(paper: pdf._Paper, said: str, **looks: Any) -> None:
            written.append(said)
            original(paper, said, **looks)

        monkeypatch.setattr(pdf._Paper, "text", text)
        pdf.plan_pdf(page)

        told = {
            page.made,
            page.stage,
            page.meaning,
            page.change,
            page.afterwards,
            page.helpers_heading,
            *page.facts_for,
        }
        for step in page.steps:
            told |= {step.heading, step.meaning, step.title, *(text for _, text in step.lines)}
            told |= {part for source in step.sources for part in (source.gives, source.address)}
        assert told - set(written) == set()

    @pytest.mark.parametrize("letters", ["Hồ Chí Minh, Việt Nam", "Бишкек", "Երևան", "თბილისი", "ລາວ", "Türkiye, é, ñ"])
    def test_letters_of_the_region_are_there(self, real_knowledge: Knowledge, letters: str) -> None:
        from fontTools.ttLib import TTFont

        for file in pdf.STYLES.values():
            with TTFont(pdf.font_folder() / file) as font:
                missing = {letter for letter in letters if ord(letter) not in font.getBestCmap()}
            assert missing <= ({*"ລາວ"} if "Bold" in file else set())

    def test_a_long_plan_numbers_its_pages(self, real_knowledge: Knowledge) -> None:
        made = pdf.plan_pdf(page_for(real_knowledge, **FIRST_STEPS))

        assert made.startswith(b"%PDF-")
        assert 2 <= made.count(b"/Type /Page\n") <= 4

    def test_every_country_gets_one(self, real_knowledge: Knowledge) -> None:
        page = page_for(real_knowledge, "TUR")
        assert len(pdf.plan_pdf(page)) < 100_000

    def test_a_missing_font_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pdf.font_folder.cache_clear()

        def finds_none(name: str) -> None:
            raise PackageNotFoundError(name)

        monkeypatch.setattr(pdf, "distribution", finds_none)
        with pytest.raises(pdf.FontMissingError, match="make setup"):
            pdf.font_folder()
        pdf.font_folder.cache_clear()
