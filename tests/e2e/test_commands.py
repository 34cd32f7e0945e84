"""The commands as a person at a terminal uses them."""

import gzip
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from calls_file import NOON, VICTIM, burst, row, write
from platform_process import BASIS, files_feed


def linewarden(*words: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command; no terminal."""
    return subprocess.run(
        [sys.executable, "-m", "linewarden.main", *map(str, words)],
        input=stdin,
        text=True,
        capture_output=True,
        timeout=180,
        check=False,
    )


def replay(
    folder: Path, *files: Path, layout: str | Path = "linewarden"
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, object]]]:
    done = linewarden("replay", *files, "--map", layout, "--out", folder / "out", "--warnings", folder / "w.jsonl")
    lines = (folder / "w.jsonl").read_text("utf-8").splitlines() if (folder / "w.jsonl").exists() else []
    return done, [json.loads(line) for line in lines]


@pytest.mark.slow
def test_replay_raises_the_warning_when_the_live_system_would_have(tmp_path: Path) -> None:
    done, (warning,) = replay(tmp_path, write(tmp_path / "calls.csv", burst()))
    assert done.returncode == 0, done.stderr
    assert (warning["called"], warning["callers"], warning["level"]) == ("8613861234567", ["8613900000001"], "high")
    assert (
        warning["raised_at"] == "2026-11-22T04:55:05Z"
    )  # the end of the long call: a record is known when the call has ended
    assert {"signal", "text", "value", "threshold", "record_ids"} <= set(warning["reasons"][0])  # type: ignore[index]
    assert 0 < float(str(warning["score"])) <= 1
    assert warning["versions"]
    totals = json.loads(done.stdout.splitlines()[-1])
    assert (totals["received"], totals["stored"], totals["rejected"], totals["duplicates"]) == (120, 120, 0, 0)
    assert "演示" in done.stderr


@pytest.mark.slow
def test_a_long_talk_with_a_false_police_line_abroad_warns_and_those_with_a_son_and_a_stranger_there_do_not(
    tmp_path: Path,
) -> None:
    son, stranger, police = "+4915112345678", "+4915187654321", "+442070000110"
    rows = [row(day, NOON + timedelta(days=day), 300, VICTIM, son) for day in range(1, 7)]
    rows += [row(9, NOON + timedelta(days=6, hours=1), 1_300, VICTIM, stranger)]
    rows += [row(10, NOON + timedelta(days=6, hours=1), 1_300, "13861239999", police)]
    done, (warning,) = replay(tmp_path, write(tmp_path / "calls.csv", rows))
    assert done.returncode == 0, done.stderr
    assert (warning["callers"], warning["called"], warning["level"]) == ([police[1:]], "8613861239999", "normal")
    assert {reason["rule"] for reason in warning["reasons"]} >= {"look_alike", "held"}  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_rented_number_that_others_ring_too_is_a_person_and_warns_nobody(tmp_path: Path) -> None:
    rented, person = "17012345678", "17112345678"
    rows = [row(day, NOON + timedelta(days=day), 20, f"1390000000{day}", f"1380000000{day}") for day in range(1, 4)]
    rows += [row(10 + n, NOON + timedelta(days=4, minutes=n), 30, person, f"1370000000{n}") for n in range(3)]
    rows += [
        row(20 + 10 * again + n, NOON + timedelta(days=4, hours=1 + again + n), talk_s, called, cli)
        for again, talk_s in enumerate((1_500, 900))
        for n, (cli, called) in enumerate(((rented, VICTIM), (person, "13861239999")))
    ]
    done, (warning,) = replay(tmp_path, write(tmp_path / "calls.csv", rows))
    assert done.returncode == 0, done.stderr
    assert (warning["callers"], warning["called"]) == ([f"86{rented}"], "8613861234567")


@pytest.mark.slow
def test_a_replay_runs_on_the_records_own_clock_in_any_year(tmp_path: Path) -> None:
    rows = [{name: value.replace("2026-11-22", "2031-05-01") for name, value in row.items()} for row in burst()]
    done, (warning,) = replay(tmp_path, write(tmp_path / "calls.csv", rows))
    totals = json.loads(done.stdout.splitlines()[-1])
    assert (totals["stored"], totals["rejected"]) == (120, 0)
    assert warning["raised_at"] == "2031-05-01T04:55:05Z"


@pytest.mark.slow
def test_a_bad_row_is_counted_and_its_neighbours_warn(tmp_path: Path) -> None:
    rows = burst()
    rows[7]["setup_at"] = "yesterday"
    path = write(tmp_path / "calls.csv", [*rows, rows[3]])
    done, warnings = replay(tmp_path, path)
    totals = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0
    assert (totals["received"], totals["stored"], totals["rejected"], totals["duplicates"]) == (121, 119, 1, 1)
    assert len(warnings) == 1


@pytest.mark.slow
def test_replay_goes_on_in_a_folder_and_takes_the_same_content_once(tmp_path: Path) -> None:
    rows = burst()
    first, second = write(tmp_path / "1.csv", rows[:60]), tmp_path / "2.csv.gz"
    second.write_bytes(gzip.compress(write(tmp_path / "2.csv", rows[60:]).read_bytes()))
    replay(tmp_path, first)
    done, warnings = replay(tmp_path, first, second)
    assert json.loads(done.stdout.splitlines()[-1])["received"] == 120
    assert "taken in before" in done.stderr
    assert len(warnings) == 1


@pytest.mark.slow
def test_a_proposed_map_is_usable_as_it_is(tmp_path: Path) -> None:
    long = {"c45", "c120"}  # twice to the same person
    rows = [
        {
            "主叫号码": r["cli"],
            "被叫号码": VICTIM if r["call_id"] in long else r["called"],
            "开始时间": r["setup_at"][:19].replace("T", " "),
            "通话时长": "1300" if r["call_id"] in long else "4",
        }
        for r in burst()
    ]
    path = tmp_path / "话单.csv"
    path.write_bytes(write(path, rows).read_text("utf-8").encode("gb18030"))
    proposal = linewarden("map-feed", path)
    assert proposal.returncode == 0, proposal.stderr
    layout = tmp_path / "proposed.toml"
    layout.write_text(proposal.stdout, "utf-8")
    done, warnings = replay(tmp_path, path, layout=layout)
    assert done.returncode == 0, done.stderr
    assert [warning["called"] for warning in warnings] == ["8613861234567"]


@pytest.mark.slow
@pytest.mark.parametrize("case", ["missing", "garbage", "map", "trunk"])
def test_what_cannot_be_used_at_all_ends_with_two_and_a_reason(tmp_path: Path, case: str) -> None:
    path = tmp_path / "calls.csv"
    if case == "garbage":
        path.write_bytes(bytes(range(256)) * 40)
    elif case != "missing":
        write(path, burst())
    layout = {"map": "no-such-map"}.get(case, "linewarden")
    words = ["--route", "sideways"] if case == "trunk" else []
    done = linewarden("replay", path, "--map", layout, "--out", tmp_path / "o", "--warnings", tmp_path / "w", *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert ("calls.csv" in done.stderr) or ("no-such-map" in done.stderr) or ("sideways" in done.stderr)


@pytest.mark.slow
def test_an_account_needs_a_password_worth_the_name(tmp_path: Path) -> None:
    config = tmp_path / "linewarden.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n{BASIS}', "utf-8")
    add = ("user", "add", "li.hua", "--name", "李华", "--role", "duty_officer", "--config", config)
    assert linewarden(*add, stdin="short\n").returncode == 2
    assert linewarden(*add, stdin="correct horse battery\n").returncode == 0
    twice = linewarden(*add, stdin="correct horse battery\n")
    assert twice.returncode == 2
    assert "li.hua" in twice.stderr


@pytest.mark.slow
def test_accounts_are_listed_closed_and_kept_safe_from_the_console(tmp_path: Path) -> None:
    config = tmp_path / "linewarden.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\nmax_accounts = 3\n{BASIS}', "utf-8")

    def user(*words: str) -> subprocess.CompletedProcess[str]:
        return linewarden("user", *words, "--config", config, stdin="correct horse battery\n")

    for login, role in (("li.hua", "duty_officer"), ("sys", "system_admin")):
        assert user("add", login, "--name", "李华", "--role", role).returncode == 0
    told = user("reset-password", "LI.HUA", "--reason", "forgotten").stdout
    assert re.fullmatch(r"start password of li\.hua, .*: ([A-Z2-9]{4}-){3}[A-Z2-9]{4}\n", told)
    rows = [line.split("\t") for line in user("list").stdout.splitlines()]
    assert rows[1] == ["li.hua", "李华", "duty_officer", "start password", "never", "0", "none"]
    assert rows[-1] == ["2 of 3 named accounts are in use"]
    assert "sessions ended: 0" in user("end-sessions", "li.hua").stdout
    assert "sessions ended: 0" in user("close", "li.hua", "--reason", "retired").stdout
    for words, says in (
        (("close", "li.hua"), "closed for good"),
        (("close", "sys"), "last active system_admin"),
        (("unlock", "sys"), "not locked"),
        (("reopen", "sys"), "not dormant"),
        (("reset-password", "nobody"), "no account nobody"),
    ):
        refused = user(*words)
        assert (refused.returncode, says in refused.stderr) == (2, True), refused.stderr
    assert user("list").stdout.splitlines()[1].split("\t")[3] == "closed"


@pytest.mark.slow
def test_the_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    config = tmp_path / "linewarden.toml"
    text = f'data = "{tmp_path / "data"}"\n[web]\nport = 0\n{BASIS}{files_feed(tmp_path / "drop")}'
    config.write_text(text, "utf-8")
    healthy = linewarden("doctor", "--config", config)
    assert "FAIL" not in healthy.stdout.replace("FAIL  the screens", "").replace("GB free", "ok"), healthy.stdout
    assert "0 numbers on the whitelist" in healthy.stdout
    assert "by their field maps, files: " in healthy.stdout
    assert "no gateway for short messages is set up" in healthy.stdout
    gateway = (
        f'[[channel]]\nname = "sms"\nkind = "sms_http"\nurl = "https://sms.test/"\nkey = "{tmp_path / "no.key"}"\n'
    )
    config.write_text(text + gateway, "utf-8")
    assert "no.key cannot be read: No such file or directory" in linewarden("doctor", "--config", config).stdout
    config.write_text(text.replace("2099", "2026").replace('map = "linewarden"', 'map = "nowhere"'), "utf-8")
    ill = linewarden("doctor", "--config", config)
    assert ill.returncode == 1
    assert "legal basis" in ill.stdout
    assert "nowhere" in ill.stdout


def test_a_misspelt_key_is_an_error_that_names_it(tmp_path: Path) -> None:
    config = tmp_path / "linewarden.toml"
    config.write_text(f"{BASIS}{files_feed(tmp_path)}foldr = 'x'\n", "utf-8")
    done = linewarden("serve", "--config", config)
    assert done.returncode == 2
    assert "foldr" in done.stderr


def test_a_feed_without_a_legal_basis_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "linewarden.toml"
    config.write_text(files_feed(tmp_path), "utf-8")
    done = linewarden("serve", "--config", config)
    assert done.returncode == 2
    assert "basis" in done.stderr


@pytest.mark.slow
def test_the_audit_is_verified_anchored_and_copied_and_an_edit_in_the_database_is_found(tmp_path: Path) -> None:
    config, copy, heads = tmp_path / "linewarden.toml", tmp_path / "audit.jsonl", tmp_path / "heads"
    config.write_text(f'data = "{tmp_path / "data"}"\n{BASIS}', "utf-8")
    nothing = linewarden("audit", "verify", "--config", config)
    assert (nothing.returncode, "there is no ledger in" in nothing.stderr) == (2, True)
    for login in ("li.hua", "wang"):
        add = ("user", "add", login, "--name", login, "--role", "duty_officer", "--config", config)
        assert linewarden(*add, stdin="correct horse battery\n").returncode == 0
    heads.write_text(linewarden("audit", "head", "--config", config).stdout, "utf-8")
    whole = linewarden("audit", "verify", "--heads", heads, "--config", config)
    assert (whole.returncode, "2 entries" in whole.stdout) == (0, True)
    assert linewarden("audit", "export", "--out", copy, "--config", config).returncode == 0
    assert "exists" in linewarden("audit", "export", "--out", copy, "--config", config).stderr
    assert "4 entries" in linewarden("audit", "verify", "--file", copy, "--heads", heads).stdout  # a verification, too

    with closing(sqlite3.connect(tmp_path / "data" / "ledger.sqlite")) as database:  # somebody with the right to write
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET subject = 'nobody' WHERE seq = 2")
        database.commit()
    edited = linewarden("audit", "verify", "--config", config)
    assert (edited.returncode, "entry 2 was changed" in edited.stderr) == (1, True)
    alarms = linewarden("audit", "alarms", "--config", config).stdout
    assert "Exported the audit" in alarms
    assert "unknown: The audit's chain does not verify: 1 faults" in alarms
    assert linewarden("audit", "alarms", "--judged", "--config", config).stdout == "no alarms\n"
    copy.write_bytes(copy.read_bytes().replace(b"li.hua", b"li.hub"))
    assert "entry 1 was changed" in linewarden("audit", "verify", "--file", copy).stderr
    heads.write_text("nonsense\n", "utf-8")
    assert (
        "each line must be one of `linewarden audit head`"
        in linewarden("audit", "verify", "--heads", heads, "--config", config).stderr
    )


def totals(done: subprocess.CompletedProcess[str]) -> dict[str, int]:
    """The last line of a command."""
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.slow
def test_a_store_is_verified_compacted_and_purged_from_the_command_line(tmp_path: Path) -> None:
    replay(tmp_path, write(tmp_path / "calls.csv", burst()))
    out = tmp_path / "out"
    whole = linewarden("store", "verify", "--folder", out)
    assert (whole.returncode, totals(whole)["problems"]) == (0, 0)
    assert linewarden("store", "compact", "--folder", out).returncode == 0
    assert linewarden("store", "reindex", "--folder", out).returncode == 0

    (out / "state").mkdir()
    (out / "state" / "tracker.json").write_text("numbers of everybody")
    purged = linewarden("store", "purge", "--folder", out, "--basis", "REPLAY-DRILL")
    assert purged.returncode == 0, purged.stderr
    assert totals(purged)["records"] == len(burst())
    assert not (out / "state").exists()
    assert totals(linewarden("store", "verify", "--folder", out))["problems"] == 0

    (damaged,) = (out / "records" / "lake" / "seals").iterdir()
    damaged.write_bytes(damaged.read_bytes().replace(b"1", b"2", 1))
    told = linewarden("store", "verify", "--folder", out)
    assert told.returncode == 1
    assert damaged.name in told.stdout
    assert linewarden("store", "verify", "--folder", tmp_path / "nowhere").returncode == 2
