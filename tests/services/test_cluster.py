"""A Dask scheduler with two worker processes: what the nouns are here, they are there."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from fractions import Fraction

import pytest
from distributed import Client, LocalCluster

from compliance.errors import RefusedError, problem
from compliance.period import Period
from compliance.quantity import Quantity
from compliance.source import Place


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Two worker processes of one thread each, on this machine, reached by address as on any other."""
    local = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1",
        local_directory=str(tmp_path_factory.mktemp("dask")),
    )  # fmt: skip
    with local, Client(local.scheduler_address) as client:
        yield client


def read(text: str) -> tuple[int, Quantity]:
    return os.getpid(), Quantity.parse(text)


def refuse(name: str) -> None:
    raise RefusedError(problem("file_empty", Place(name)))


def test_figures_are_the_same_in_another_process(cluster: Client) -> None:
    """A fraction crosses the wire exactly, digit for digit."""
    texts = [f"{n / 10}%" for n in range(40)] + ["百分之九十五", "2.3万余元", "1/3"]
    answers = cluster.gather(cluster.map(read, texts, pure=False))

    assert [figure for _, figure in answers] == [Quantity.parse(text) for text in texts]
    assert {pid for pid, _ in answers}.isdisjoint({os.getpid()})


def test_a_refusal_keeps_its_findings_on_the_way_back(cluster: Client) -> None:
    """An exception raised by a worker is the same one here, place and all."""
    with pytest.raises(RefusedError) as raised:
        cluster.submit(refuse, "甲县.xlsx").result()

    assert raised.value.problems == (problem("file_empty", Place("甲县.xlsx")),)


def test_nouns_survive_pickling_unchanged() -> None:
    """What a task takes and gives is equal after the journey."""
    nouns = [Period.parse("2024-Q3"), Place("甲县.xlsx", "指标数据", "E7"), Quantity.of(Fraction(29, 184), "%")]

    assert pickle.loads(pickle.dumps(nouns)) == nouns
