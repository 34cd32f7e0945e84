"""A pipeline whose features are computed by hosts of a cluster: whichever goes, whenever, and comes back, no warning is lost, doubled or changed."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from seats_story import blocks, give, warnings_of
from test_shards import running

from linewarden.features.cluster import Address, Cluster, Host, made_key
from linewarden.features.cluster import pool as cluster_pool
from linewarden.history.wanted import of_rules
from linewarden.model.warning import Warning
from linewarden.pipeline.detector import SEEN_FEATURES

ANY = Address("127.0.0.1", 0)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warning]:
    """The warnings of one process without any interruption."""
    with running(tmp_path_factory.mktemp("whole"), None) as (pipeline, _, ledger):
        give(pipeline, blocks())
        found = warnings_of(ledger)
    assert len(found) >= 3
    return found


class Hosts:
    """Two, of which one may be away."""

    def __init__(self, key: Path) -> None:
        self.key = key
        self.lock = threading.Lock()
        self.up: list[Host | None] = [Host(ANY, key), Host(ANY, key)]
        self.addresses = [host.address for host in self.up if host is not None]

    def go(self, number: int) -> None:
        with self.lock:
            host = self.up[number]
            if host is not None:
                self.up[number] = None
                host.close()

    def come(self, number: int) -> None:
        with self.lock:
            if self.up[number] is None:
                self.up[number] = Host(self.addresses[number], self.key)

    def close(self) -> None:
        for number in range(2):
            self.go(number)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    made_key(tmp_path / "cluster.pem")
    two = Hosts(tmp_path / "cluster.pem")
    yield two
    two.close()


@pytest.fixture
def cluster(hosts: Hosts) -> Iterator[Cluster]:
    made = Cluster(hosts.addresses, hosts.key, shares=3, features=(*of_rules().names, *SEEN_FEATURES), hash_seed=7)
    yield made
    made.close()


def assert_same(found: dict[str, Warning], expected: dict[str, Warning]) -> None:
    assert found.keys() == expected.keys()
    for warning_id, warning in found.items():
        told = expected[warning_id]
        assert (warning.level, warning.score, warning.reasons, warning.callers, warning.raised_at) == (
            told.level, told.score, told.reasons, told.callers, told.raised_at,
        )  # fmt: skip


def test_hosts_warn_as_one_process_does(tmp_path: Path, cluster: Cluster, expected: dict[str, Warning]) -> None:
    with running(tmp_path / "data", cluster) as (pipeline, _, ledger):
        give(pipeline, blocks())
        assert warnings_of(ledger) == expected


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_hosts_that_go_and_come_at_any_moment_change_no_warning(
    tmp_path: Path,
    hosts: Hosts,
    cluster: Cluster,
    expected: dict[str, Warning],
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(seed)
    monkeypatch.setattr(cluster_pool, "PROBE_S", 0.02)
    with running(tmp_path / "data", cluster, every_s=draw.choice([1e-9, 0.05, 1e9])) as (pipeline, _, ledger):
        tickets = []
        for number, block in enumerate(blocks()):
            if number % 8 == 3:
                away = draw.randrange(2)
                threading.Timer(draw.uniform(0, 0.02), hosts.go, (away,)).start()
            tickets.append(pipeline.submit(block))
            if draw.random() < 0.3:
                tickets[-1].result(timeout=120)
            if number % 8 == 6:
                time.sleep(0.1)
                hosts.come(away)
        for ticket in tickets:
            ticket.result(timeout=120)
        found = warnings_of(ledger)
        assert pipeline.failure is None
    assert_same(found, expected)


def test_a_pipeline_goes_on_from_its_snapshot_on_other_hosts(
    tmp_path: Path, hosts: Hosts, cluster: Cluster, expected: dict[str, Warning]
) -> None:
    every = blocks()
    with running(tmp_path / "data", cluster) as (pipeline, _, _):
        give(pipeline, every[:17])
    hosts.go(0)
    cluster.mend()
    with running(tmp_path / "data", cluster) as (pipeline, gone_through, ledger):
        assert gone_through == 0
        assert "1 of 2 hosts carry no share" in (pipeline.problem or "")
        assert not pipeline.is_stalled
        give(pipeline, every[17:])
        assert_same(warnings_of(ledger), expected)
