"""How good the reading is, held from below: a change that makes it worse on either half fails here."""

from fractions import Fraction

import pytest

from tests.evaluation.scoring import load, read_facts, read_targets, score

FLOOR = Fraction(97, 100)


@pytest.mark.parametrize("held_out", [False, True], ids=["developed", "held out"])
@pytest.mark.parametrize(
    ("pattern", "read"), [("targets_*.txt", read_targets), ("facts_*.txt", read_facts)], ids=["targets", "facts"]
)
def test_precision_and_recall_do_not_fall(pattern, read, held_out):
    """Comparator, value, unit and place all right."""
    result = score([e for e in load(pattern) if e.held_out == held_out], read)

    assert result.precision >= FLOOR, "\n".join(result.wrong)
    assert result.recall >= FLOOR, "\n".join(result.wrong)


def test_the_set_is_large_and_has_its_share_of_sentences_without_gold():
    """At least 400 sentences for targets and 300 for facts."""
    targets, facts = load("targets_*.txt"), load("facts_*.txt")

    assert len(targets) >= 400
    assert len(facts) >= 300
    assert sum(not e.gold for e in targets) * 6 >= len(targets)
