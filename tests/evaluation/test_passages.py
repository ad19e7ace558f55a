"""Whole documents, read as the commands read them: held from below as the sentences are."""

import pytest

from tests.evaluation.passages import load_passages, score_file
from tests.evaluation.scoring import HERE
from tests.evaluation.test_floor import FLOOR

FILES = sorted((HERE / "documents").glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=[p.stem for p in FILES])
def test_a_document_is_read_as_well_as_its_sentences(path):
    """Headings, reviews, scales of marks and routine figures leave targets and facts as they are."""
    result = score_file(path)

    assert result.precision >= FLOOR, "\n".join(result.wrong)
    assert result.recall >= FLOOR, "\n".join(result.wrong)


def test_a_passage_ends_at_a_blank_line_and_knows_its_title(tmp_path):
    """Comments are no text; a year given is that of the title."""
    file = tmp_path / "targets_x.txt"
    file.write_text(
        "# a comment\n# year: 2024\n一、任务\n新建公厕{12座|== 12 座}。\n\n满意率{不低于90%|>= 0.9}。\n", "utf-8"
    )

    first, second = load_passages(file)

    assert first.text == "2024年工作要点\n\n一、任务\n新建公厕12座。"
    assert [first.text[g.start : g.end] for g in first.gold] == ["12座"]
    assert [(g.value, second.text[g.start : g.end]) for g in second.gold] == [("0.9", "不低于90%")]


def test_a_passage_scores_its_figures_by_their_place(tmp_path):
    """What the gold does not name is false, what is not read is missed."""
    file = tmp_path / "facts_x.txt"
    file.write_text("# year: 2023\n全年办结{12件|12 件}，受理15件，满意率{三分|0.3}。\n", "utf-8")

    result = score_file(file)

    assert dict(result.hits) == {"level": 1}
    assert dict(result.false) == {"level": 1}
    assert dict(result.missed) == {"level": 1}
