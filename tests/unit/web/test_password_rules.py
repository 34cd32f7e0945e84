"""Which passwords are taken."""

import pytest

from linewarden.web.password_rules import COMMON, LEAST_PASSWORD, WeakPasswordError, new_start_password, refuse_weak


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("elevenchars", "has 11 characters: take at least 12"),
        ("li.hua.li.hua", "is the login"),
        ("li.hua123456", "is the login"),
        ("20261130LI.HUA", "is the login"),
        ("aaaaaaaaaaaa", "a few characters again and again"),
        ("110110110110", "a few characters again and again"),
        ("Password1234", "among the commonest"),
    ],
)
def test_what_is_easily_guessed_is_refused_without_repeating_it(password: str, says: str) -> None:
    with pytest.raises(WeakPasswordError, match=says) as refused:
        refuse_weak(password, "li.hua")
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "茉莉花开在城中桥头旁边", "li.hua keeps bees", "9-47-215-8306"]
)
def test_what_is_long_enough_and_ones_own_is_taken(password: str) -> None:
    refuse_weak(password.ljust(LEAST_PASSWORD, "。"), "li.hua")


def test_the_commonest_are_those_that_the_other_rules_let_by() -> None:
    assert all(len(each) >= LEAST_PASSWORD and each == each.lower() for each in COMMON)


def test_start_passwords_pass_the_rules_and_differ() -> None:
    made = {new_start_password() for _ in range(100)}
    assert len(made) == 100
    for each in made:
        refuse_weak(each, "li.hua")
