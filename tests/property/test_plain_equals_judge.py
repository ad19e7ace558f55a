"""What is answered at once is what the judge says, in every word, and the judge has nothing to tell besides."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from compliance.engine import Book, Plains
from compliance.engine.judge import Judge
from compliance.source import Place
from tests.property.adapter import facts_of, indicators, question_of, record_of, roll_of
from tests.property.strategies import KINDS, world, worlds

#: The kinds with many ordinary rows, and how many worlds of them a day.
ORDINARY, DAILY = ("rates", "parts", "families"), 600
CELLS = {"分子": Place("表.xlsx", "指标数据", "G9"), "分母": Place("表.xlsx", "指标数据", "H9")}


def compare(made: dict[str, Any]) -> int:
    """Assert that both say the same of every question that is answered at once; how many there were."""
    as_of = date.fromordinal(made["as_of"])
    sheets = [record_of(r) for r in made["records"]], [roll_of(r) for r in made["rolls"]]
    plains = Plains(indicators(), as_of)
    facts = [replace(fact, cells=CELLS) for fact in facts_of(made)]
    answered = 0
    for question in map(question_of, made["questions"]):
        book = Book.of(indicators(), facts, *sheets)
        verdict = plains.answer(question, book)
        if verdict is not None:
            answered += 1
            assert verdict == Judge(book, as_of).answer(question), made["rows"]
            assert not book.problems, made["rows"]
    return answered


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_whatever_is_reported(kind: str, data: st.DataObject) -> None:
    """Hypothesis makes a failing world small."""
    compare(data.draw(worlds(kind)))


def test_on_many_seeds() -> None:
    """The same worlds every day, hundreds of ordinary rows among them."""
    seeds = [(f"{kind} {seed}", kind) for kind in ORDINARY for seed in range(DAILY)]
    assert sum(compare(world(Random(seed), kind)) for seed, kind in seeds) > 200


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_on_very_many_seeds(kind: str) -> None:
    """Tens of thousands of worlds, other ones than each day's."""
    for seed in range(5_000):
        compare(world(Random(f"plain {kind} {seed}"), kind))
