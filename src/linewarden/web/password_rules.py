"""Which passwords are taken. The same on the screens and at the console."""

from linewarden.errors import AccessError
from linewarden.web.readable import readable

LEAST_PASSWORD = 12
"""Characters; length beats composition rules (NIST SP 800-63B, 5.1.1.2)."""

_LONGEST_UNIT = 4
"""A few characters again and again are as good as a few characters."""

COMMON = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "123456789123", "1234567891011", "012345678910", "0123456789012",
        "987654321098", "123456654321", "147258369147", "112233445566", "123321123321", "1q2w3e4r5t6y", "1qaz2wsx3edc",
        "1qazxsw23edc", "zaq12wsxcde3", "qwertyuiop12", "qwertyuiop123", "qwertyuiop1234", "qwertyuiopasdfghjkl", "qwertyuiop[]",
        "qwerty123456", "qwer1234asdf", "qazwsxedcrfv", "asdfghjkl123", "asdfghjkl;'\\", "zxcvbnm12345", "abcdefghijkl",
        "abcdefg12345", "abcd12345678", "abc123456789", "a1b2c3d4e5f6", "a12345678910", "aa1234567890", "q1w2e3r4t5y6",
        "password1234", "password12345", "password123456", "password@123", "passw0rd1234", "p@ssw0rd1234", "p@ssword1234",
        "mypassword123", "changeme1234", "changeme12345", "letmein12345", "welcome12345", "welcome@1234", "administrator",
        "administrator1", "admin1234567", "admin12345678", "admin123456789", "admin@123456", "iloveyou1234", "woaini123456",
        "woaini1314520", "woaini5201314", "wodemima1234", "mima12345678", "zhongguo1234", "changzhou1234", "changzhou110110",
        "jingcha12345", "jingcha110110", "police123456", "linewarden123", "linewarden1234", "correcthorsebatterystaple",
        "correct horse battery staple",
    }
)  # fmt: skip
"""Of twelve characters and more, from published lists of leaked passwords, and what suggests itself here."""


class WeakPasswordError(AccessError):
    """A password that the rules refuse."""


def refuse_weak(password: str, login: str) -> None:
    """`WeakPasswordError` that says which rule it breaks, and never the password."""
    plain = password.lower()
    broken = (
        (len(password) < LEAST_PASSWORD, f"has {len(password)} characters: take at least {LEAST_PASSWORD}"),
        (_is_login(plain, login.lower()), "is the login, with no other letters: take another"),
        (_is_repeated(plain), "is a few characters again and again: take another"),
        (plain in COMMON, "is among the commonest: take another"),
    )
    for is_broken, says in broken:
        if is_broken:
            raise WeakPasswordError(f"the password {says}")


def new_start_password() -> str:
    """80 random bits in groups that can be read aloud; to be changed at the first sign-in."""
    return readable(4, 4)


def _is_login(plain: str, login: str) -> bool:
    rest = plain.replace(login, "") if login else plain
    return rest != plain and not any(letter.isalpha() for letter in rest)


def _is_repeated(plain: str) -> bool:
    return any(plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, _LONGEST_UNIT + 1))
