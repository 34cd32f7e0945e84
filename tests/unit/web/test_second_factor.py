"""The second factor: set up, asked for, good once; what is lost, stolen, guessed, replayed or raced."""

import multiprocessing
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_desk import NOON, PASSWORD, Stage, error_code, new_stage, served, sign_in

from linewarden.errors import AccessError, ConfigError, StoreError
from linewarden.model.account import Role
from linewarden.web.limits import SignInRules
from linewarden.web.one_time import RECOVERY_CODES, new_recovery_codes, recovery_hash, step_of
from linewarden.web.sealing import Sealer

LOGIN = "duty_officer"
PATH = "/api/session/second-factor"
BEGIN = {"password": PASSWORD}


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Stage]:
    """A service that asks everybody for a second factor."""
    with served(new_stage(tmp_path, sign_in=SignInRules())) as running:
        yield running


def code_of(stage: Stage, secret: str, *, ahead_s: int = 0) -> str:
    return pyotp.TOTP(secret).at(stage.clock() + timedelta(seconds=ahead_s))


def begun(browser: httpx.Client) -> str:
    reply = browser.post(PATH, json=BEGIN)
    assert reply.status_code == 200
    return str(reply.json()["secret"])


def set_up(stage: Stage, browser: httpx.Client) -> tuple[str, list[str]]:
    """The secret and the recovery codes; the code of this half minute is spent."""
    secret = begun(browser)
    reply = browser.post(f"{PATH}/confirmation", json={"code": code_of(stage, secret)})
    assert reply.status_code == 200
    return secret, reply.json()["codes"]


def with_code(stage: Stage, code: str | None, password: str = PASSWORD) -> httpx.Response:
    return stage.client().post("/api/session", json={"login": LOGIN, "password": password, "code": code})


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1: of the secret 12345678901234567890, the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((1234567890, "005924"), (1111111109, "081804"), (2000000000, "279037")):
        at = NOON.fromtimestamp(seconds, NOON.tzinfo)
        assert step_of(secret, code, at) == seconds // 30
        assert step_of(secret, code, at + timedelta(seconds=30)) == seconds // 30  # a telephone that is slow
        assert step_of(secret, code, at - timedelta(seconds=30)) == seconds // 30  # or fast
        assert step_of(secret, code, at + timedelta(seconds=90)) is None


@given(st.text())
def test_what_is_no_code_is_none(text: str) -> None:
    code = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").at(NOON)
    near = {
        pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").at(NOON + timedelta(seconds=offset)) for offset in (-30, 0, 30)
    }
    assert code in near
    assert (step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", text, NOON) is None) == (
        "".join(c for c in unicodedata.normalize("NFKC", text) if c.isascii() and c.isalnum()) not in near
    )


def test_who_has_set_one_up_is_asked_for_its_code(stage: Stage) -> None:
    browser = stage.signed_in()
    assert browser.get(PATH).json() == {
        "is_set": False, "is_required": False, "set_at": None, "recovery_codes_left": 0,
    }  # fmt: skip
    secret, codes = set_up(stage, browser)
    assert browser.get(PATH).json() == {
        "is_set": True, "is_required": False, "set_at": "2026-11-22T04:00:00Z", "recovery_codes_left": RECOVERY_CODES,
    }  # fmt: skip
    assert len(set(codes)) == RECOVERY_CODES
    reply = with_code(stage, None)
    assert (reply.status_code, error_code(reply)) == (401, "code_needed")
    assert "set-cookie" not in reply.headers
    stage.clock.forward(seconds=30)
    assert with_code(stage, code_of(stage, secret)).status_code == 200
    assert stage.actions()[-4:] == ["sign_in", "second_factor.begin", "second_factor.set", "sign_in"]


def test_the_picture_holds_what_an_authenticator_needs(stage: Stage) -> None:
    told = stage.signed_in().post(PATH, json=BEGIN).json()
    parsed = pyotp.parse_uri(told["address"])
    assert (parsed.secret, parsed.name, parsed.issuer) == (told["secret"], LOGIN, "守线 Linewarden")
    size, path = told["qr"]["size"], told["qr"]["path"]
    squares = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)}
    assert len(squares) * len("M0 0h1v1h-1z") <= len(path)
    assert {min(x for x, _ in squares), min(y for _, y in squares)} == {4}  # the quiet zone
    assert {max(x for x, _ in squares), max(y for _, y in squares)} == {size - 5}
    assert size - 8 in range(21, 178, 4)  # versions 1 to 40
    assert told["expires_at"] == "2026-11-22T04:15:00Z"


def test_a_code_is_good_once_even_for_two_who_come_together(stage: Stage) -> None:
    secret, _ = set_up(stage, stage.signed_in())
    assert error_code(with_code(stage, code_of(stage, secret))) == "bad_code"  # it set the factor up
    stage.clock.forward(seconds=60)
    late, code = code_of(stage, secret, ahead_s=-30), code_of(stage, secret)
    with ThreadPoolExecutor(2) as both:
        answers = [reply.status_code for reply in both.map(lambda _: with_code(stage, code), range(2))]
    assert sorted(answers) == [200, 401]
    assert error_code(with_code(stage, late)) == "bad_code"  # one before a code that was taken
    details = [entry.detail for entry in stage.desk.ledger.audit.entries() if entry.action == "sign_in.failed"]
    assert details == ['{"reason":"code_used_before"}'] * 3


def test_a_clock_that_is_half_a_minute_off_will_do_and_one_that_is_two_off_will_not(stage: Stage) -> None:
    secret, _ = set_up(stage, stage.signed_in())
    stage.clock.forward(minutes=10)
    assert error_code(with_code(stage, code_of(stage, secret, ahead_s=120))) == "bad_code"
    assert error_code(with_code(stage, code_of(stage, secret, ahead_s=-120))) == "bad_code"
    assert with_code(stage, code_of(stage, secret, ahead_s=-30)).status_code == 200
    assert with_code(stage, code_of(stage, secret, ahead_s=30)).status_code == 200


def test_who_has_the_password_alone_has_five_tries(stage: Stage) -> None:
    secret, _ = set_up(stage, stage.signed_in())
    stage.clock.forward(minutes=5)
    right = code_of(stage, secret)
    wrong = "000000" if right != "000000" else "000001"
    for code in (None, wrong, wrong, wrong, None):
        assert error_code(with_code(stage, code)) == ("code_needed" if code is None else "bad_code")
    assert error_code(with_code(stage, right)) == "locked_out"
    stage.clock.forward(minutes=15)
    assert with_code(stage, code_of(stage, secret)).status_code == 200


def test_a_wrong_password_says_nothing_of_the_second_factor(stage: Stage) -> None:
    secret, _ = set_up(stage, stage.signed_in())
    stage.clock.forward(minutes=5)
    code = code_of(stage, secret)
    assert error_code(with_code(stage, code, "wrong horse battery")) == "bad_credentials"
    assert with_code(stage, code).status_code == 200  # a code beside a wrong password is not spent


def test_a_recovery_code_is_good_once_however_it_is_typed(stage: Stage) -> None:
    _, codes = set_up(stage, stage.signed_in())
    browser = stage.client()
    typed = codes[3].lower().replace("-", " ")
    assert browser.post("/api/session", json={"login": LOGIN, "password": PASSWORD, "code": typed}).status_code == 200
    assert browser.get(PATH).json()["recovery_codes_left"] == RECOVERY_CODES - 1
    assert error_code(with_code(stage, codes[3])) == "bad_code"
    (entry,) = [entry for entry in stage.desk.ledger.audit.entries() if entry.action == "second_factor.recovery"]
    assert entry.detail == '{"left":9}'


def test_new_recovery_codes_take_the_place_of_all_others(stage: Stage) -> None:
    browser = stage.signed_in()
    assert error_code(browser.post(f"{PATH}/recovery-codes", json=BEGIN)) == "moved_on"
    secret, codes = set_up(stage, browser)
    stage.clock.forward(minutes=1)
    assert error_code(browser.post(f"{PATH}/recovery-codes", json=BEGIN)) == "code_needed"
    reply = browser.post(f"{PATH}/recovery-codes", json={"password": PASSWORD, "code": code_of(stage, secret)})
    fresh = reply.json()["codes"]
    assert not set(fresh) & set(codes)
    assert error_code(with_code(stage, codes[0])) == "bad_code"
    assert with_code(stage, fresh[0]).status_code == 200


def test_a_new_one_is_in_force_with_its_first_code_and_needs_one_of_the_former(stage: Stage) -> None:
    browser = stage.signed_in()
    first, codes = set_up(stage, browser)
    stage.clock.forward(minutes=1)
    assert error_code(browser.post(PATH, json=BEGIN)) == "code_needed"
    second = str(browser.post(PATH, json={"password": PASSWORD, "code": codes[0]}).json()["secret"])
    assert with_code(stage, code_of(stage, first)).status_code == 200  # until the new one has proved itself
    assert error_code(browser.post(f"{PATH}/confirmation", json={"code": code_of(stage, first)})) == "bad_code"
    assert browser.post(f"{PATH}/confirmation", json={"code": code_of(stage, second)}).status_code == 200
    stage.clock.forward(minutes=1)
    assert error_code(with_code(stage, code_of(stage, first))) == "bad_code"
    assert with_code(stage, code_of(stage, second)).status_code == 200


def test_an_open_screen_alone_sets_nothing_up(stage: Stage) -> None:
    browser = stage.signed_in()
    assert error_code(browser.post(PATH, json={"password": "wrong horse battery"})) == "bad_credentials"
    assert error_code(browser.post(f"{PATH}/confirmation", json={"code": "123456"})) == "moved_on"


def test_a_new_one_waits_for_a_quarter_of_an_hour_and_is_confirmed_once(stage: Stage) -> None:
    browser = stage.signed_in()
    secret = begun(browser)
    stage.clock.forward(minutes=15, seconds=1)
    assert error_code(browser.post(f"{PATH}/confirmation", json={"code": code_of(stage, secret)})) == "moved_on"
    secret = begun(browser)
    confirm = {"code": code_of(stage, secret)}
    assert browser.post(f"{PATH}/confirmation", json=confirm).status_code == 200
    assert error_code(browser.post(f"{PATH}/confirmation", json=confirm)) == "moved_on"


def test_who_has_taken_over_a_session_cannot_try_all_codes_of_one_that_waits(stage: Stage) -> None:
    browser = stage.signed_in()
    secret = begun(browser)
    stage.clock.forward(minutes=1)
    wrong = "000000" if code_of(stage, secret) != "000000" else "000001"
    for _ in range(5):
        assert error_code(browser.post(f"{PATH}/confirmation", json={"code": wrong})) == "bad_code"
    assert error_code(browser.post(f"{PATH}/confirmation", json={"code": code_of(stage, secret)})) == "locked_out"
    assert stage.actions()[-6:] == ["sign_in.failed"] * 6


def test_a_keyboard_that_is_set_to_chinese_will_do(stage: Stage) -> None:
    browser = stage.signed_in()
    secret = begun(browser)

    def wide(code: str) -> str:
        return " ".join(chr(ord(letter) - ord("0") + ord("０")) for letter in code)

    reply = browser.post(f"{PATH}/confirmation", json={"code": wide(code_of(stage, secret))})
    assert reply.status_code == 200
    stage.clock.forward(seconds=30)
    assert with_code(stage, wide(code_of(stage, secret))).status_code == 200


def test_setting_one_up_ends_all_other_sessions_of_the_account(stage: Stage) -> None:
    thief, owner, colleague = stage.signed_in(), stage.signed_in(), stage.signed_in(Role.ANALYST)
    set_up(stage, owner)
    assert error_code(thief.get("/api/session")) == "signed_out"
    assert owner.get("/api/session").status_code == 200
    assert colleague.get("/api/session").status_code == 200


def test_where_it_is_required_a_person_without_one_may_only_set_it_up(strict: Stage) -> None:
    browser = strict.signed_in()
    assert browser.get("/api/session").json()["must_set_second_factor"] is True
    paths = strict.app.openapi()["paths"]
    refused = [
        (path, method)
        for path, methods in paths.items()
        for method in methods
        if path.startswith("/api/") and not path.startswith(("/api/session", "/api/health"))
    ]
    assert len(refused) > 10
    for path, method in refused:
        reply = browser.request(method, path.replace("{", "").replace("}", ""), json={} if method != "get" else None)
        assert (reply.status_code, error_code(reply)) == (403, "second_factor_missing"), (method, path)
    set_up(strict, browser)
    assert browser.get("/api/session").json()["must_set_second_factor"] is False
    assert browser.get("/api/warnings").status_code == 200


def test_who_has_lost_it_gets_a_reset_and_is_signed_out(strict: Stage) -> None:
    browser = strict.signed_in()
    with pytest.raises(AccessError, match="no second factor"):
        strict.desk.ledger.second_factors.reset(LOGIN, at=strict.clock(), actor="console:root")
    set_up(strict, browser)
    strict.desk.ledger.second_factors.reset(LOGIN, at=strict.clock(), actor="console:root")
    assert error_code(browser.get("/api/session")) == "signed_out"
    again = strict.client()
    assert sign_in(again, LOGIN).json()["must_set_second_factor"] is True
    assert [entry.actor for entry in strict.desk.ledger.audit.entries() if entry.action == "second_factor.reset"] == [
        "console:root"
    ]


def test_neither_secret_nor_codes_can_be_read_in_the_ledger(stage: Stage, tmp_path: Path) -> None:
    secret, codes = set_up(stage, stage.signed_in())
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    for text in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert text.encode() not in stored


def test_what_is_sealed_opens_with_its_key_for_its_login_alone(tmp_path: Path) -> None:
    sealer = Sealer.of(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    sealed = sealer.sealed("SECRET", "wang")
    assert sealed != sealer.sealed("SECRET", "wang")
    assert Sealer.of(tmp_path / "key").opened(sealed, "wang") == "SECRET"
    for other, login, text in (
        (Sealer(bytes(32)), "wang", sealed),
        (sealer, "li", sealed),
        (sealer, "wang", sealed[:-4] + "AAAA"),
        (sealer, "wang", "no base64 at all"),
    ):
        with pytest.raises(StoreError, match=f"second factor of {login} .* reset it"):
            other.opened(text, login)


def test_of_many_who_make_the_key_at_a_time_one_does_and_nothing_is_left(tmp_path: Path) -> None:
    of_own = multiprocessing.get_context("spawn")
    many = [of_own.Process(target=Sealer.of, args=(tmp_path / "key",)) for _ in range(4)]
    for one in many:
        one.start()
    for one in many:
        one.join(60)
    assert [one.exitcode for one in many] == [0] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_key_that_is_cut_short_or_out_of_reach_is_told(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"12345")
    with pytest.raises(ConfigError, match="holds 5 bytes, not 32: bring it back from the backup"):
        Sealer.of(tmp_path / "short")
    with pytest.raises(ConfigError, match="No such file"):
        Sealer.of(tmp_path / "no" / "folder")


def test_recovery_codes_can_be_read_aloud() -> None:
    for code in new_recovery_codes():
        groups = code.split("-")
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert not set(code) & set("01IO")
        assert recovery_hash(code) == recovery_hash(code.lower().replace("-", ""))
