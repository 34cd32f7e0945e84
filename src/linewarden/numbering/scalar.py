"""One number at a time: any written form → canonical number with what its digits tell."""

import hashlib
from dataclasses import dataclass

from linewarden.model.number import E164, WITHHELD, Number, NumberFault, NumberKind
from linewarden.numbering.areas import area_of, areas, local_lengths
from linewarden.numbering.foreign import classify_foreign, country_of, is_valid, without_trunk_zero
from linewarden.numbering.home import Home
from linewarden.numbering.plan import LONGEST_PORT, classify, range_of
from linewarden.numbering.segments import segment_of
from linewarden.numbering.written import Written, read_text

ACCESS_PREFIXES = (
    # dialled before the number for a cheaper route; recorded with it by some switches
    "17950", "17951",  # China Mobile IP
    "17910", "17911",  # China Unicom IP
    "17900", "17901", "17908", "17909",  # China Telecom IP
    "17968", "17969",  # former China Netcom and Tietong IP
    "17990", "17991", "17995", "17996",  # other IP carriers
    "12593", "12520",  # China Mobile discount and Fetion
    "125831", "125832", "125833",  # China Mobile second number on one SIM
    "10193", "10131",  # China Unicom
    "11808",  # China Telecom
)  # fmt: skip

LONGEST_DECORATED = 24  # digits: a six-digit access prefix, 00 and fifteen, and one to spare
_BEFORE_NATIONAL = (*ACCESS_PREFIXES, "86")
SHORTEST_BARE_FOREIGN = 9  # fewer digits without plus or 00 are taken for a mainland number

_NO_NUMBER = frozenset({NumberFault.NOT_DIGITS, NumberFault.TOO_SHORT, NumberFault.TOO_LONG})
_SOUND = frozenset({NumberFault.NONE, NumberFault.AREA_SERVICE})


@dataclass(frozen=True, slots=True)
class Reading:
    """The three columns of a number."""

    e164: E164
    kind: NumberKind
    fault: NumberFault

    @property
    def is_sound(self) -> bool:
        """Complete in its plan, so another reading of the same digits need not be tried."""
        return self.e164 > 0 and self.fault in _SOUND


_NOBODY = Reading(WITHHELD, NumberKind.UNKNOWN, NumberFault.NONE)


def normalise(raw: str | None, *, home: Home, is_from_abroad: bool = False) -> Number:
    """The number that a text means, as seen from `home`. Never raises.

    `is_from_abroad` is for the calling number of a call that came in from another country: what is no mainland number is then read
    with its country code in front (16465617343 is New York, no mobile 164…), and so is what only looks like a fixed line (79166879292 is Moscow).

    Normalising twice changes nothing: for every text whose number has a positive `e164`, reading "+" and that `e164` gives the same
    `e164`, kind and fault, for any home. Withheld stays withheld; a text that is no number keeps its negative key as long as it is the
    same text.
    """
    return _described(read(raw, home, is_from_abroad=is_from_abroad), raw or "", home)


def describe(e164: E164, *, home: Home) -> Number:
    """What the digits of a canonical number tell; `raw` is "+" and its digits.

    A negative number is a text that was no number: which rule it broke is not in the key, so NOT_DIGITS stands for all.
    """
    if e164 < 0:
        return Number("", e164, NumberKind.INVALID, NumberFault.NOT_DIGITS, None, None, None, None)
    raw = f"+{e164}" if e164 else ""
    return _described(read(raw, home), raw, home)


def read(raw: str | None, home: Home, *, is_from_abroad: bool = False) -> Reading:
    """`normalise` without places: canonical digits, kind and fault."""
    text = read_text(raw)
    if text.is_withheld:
        return _NOBODY
    if text.fault is not NumberFault.NONE:
        return Reading(_key_of(text.residue), NumberKind.INVALID, text.fault)
    if text.has_plus:
        return _international(text)
    return _from_abroad(text.digits, home) if is_from_abroad else _bare(text.digits, home)


def _key_of(text: str) -> E164:
    """Negative 62-bit key of a text that is no number; the same on every machine."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return E164(-((int.from_bytes(digest, "big") >> 2) | 1))


def _reading(digits: str, verdict: tuple[NumberKind, NumberFault]) -> Reading:
    kind, fault = verdict
    return Reading(_key_of(digits) if fault in _NO_NUMBER else E164(int(digits)), kind, fault)


def _international(text: Written) -> Reading:
    """After a plus. One 0 there breaks E.164, two are the 00 that somebody left in."""
    zeros = len(text.digits) - len(text.digits.lstrip("0"))
    reading = _abroad(text.digits[zeros:])
    if zeros != 1:
        return reading
    is_imitation = reading.fault is NumberFault.FOREIGN_SERVICE_TAIL
    fault = NumberFault.FOREIGN_SERVICE_TAIL if is_imitation else NumberFault.UNKNOWN_COUNTRY
    return Reading(_key_of("+" + text.digits), NumberKind.INVALID, fault)


def _abroad(digits: str) -> Reading:
    """Digits that begin with a country code."""
    if digits.startswith("86"):
        return _national(digits[2:])
    canonical = without_trunk_zero(digits)
    return _reading(canonical, classify_foreign(canonical))


def _prefixes(digits: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the known prefixes that the digits begin with and do not end with."""
    if len(digits) > LONGEST_DECORATED or not digits.startswith(known):
        return ()
    return tuple(prefix for prefix in known if digits.startswith(prefix) and len(digits) > len(prefix))


def _national(written: str) -> Reading:
    """Digits of the mainland plan, with or without trunk 0, access prefix or a second 86."""
    nsn = written.lstrip("0")
    for prefix in _prefixes(nsn, _BEFORE_NATIONAL):
        inner = _national(nsn[len(prefix) :])
        if inner.is_sound:
            return inner
    if nsn.startswith("106") and len(nsn) <= 21:
        nsn = nsn[:LONGEST_PORT]
    return _reading("86" + nsn, classify(nsn))


def _bare(digits: str, home: Home) -> Reading:
    """Digits without a plus, in the order of docs/reference/numbers.md."""
    if digits.startswith("00"):
        return _abroad(digits.lstrip("0"))
    if digits.startswith("0"):
        return _national(digits)
    for prefix in _prefixes(digits, ACCESS_PREFIXES):
        inner = _bare(digits[len(prefix) :], home)
        if inner.is_sound:
            return inner
    return _undecorated(digits, home)


def _from_abroad(digits: str, home: Home) -> Reading:
    """Digits of a call from another country: a sound mainland number stays one, for showing one there is what forgers do.

    But not a fixed line without 0 and 86 that is a number of another country, too (79166879292: of Moscow, no line of Nanchang): whoever
    forges one shows it as people know it. One of the home's own area they know also so.
    """
    at_home = _bare(digits, home)
    if digits.startswith("0") or (at_home.is_sound and not _is_bare_line(at_home, digits, home)):
        return at_home
    abroad = _abroad(digits)
    return abroad if abroad.is_sound else at_home


def _is_bare_line(reading: Reading, digits: str, home: Home) -> bool:
    is_line = reading.kind is NumberKind.LANDLINE and f"86{digits}" == str(reading.e164)
    return is_line and not (home.area and digits.startswith(home.area))


def _undecorated(digits: str, home: Home) -> Reading:
    is_local_shape = len(digits) in {7, 8} and digits[0] in "2345678"
    if is_local_shape and len(digits) in local_lengths(home.area):
        return _national(home.area + digits)
    national = _national(digits)
    if national.is_sound or (len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"):
        return national
    if digits.startswith("86") and len(digits) >= 9:
        return _national(digits[2:])
    if len(digits) >= SHORTEST_BARE_FOREIGN and is_valid(digits):
        return _abroad(digits)
    return _national(home.area + digits) if is_local_shape else national


def _described(reading: Reading, raw: str, home: Home) -> Number:
    country, province, city, carrier = _origin(reading, home)
    return Number(raw, reading.e164, reading.kind, reading.fault, country, province, city, carrier)


def _origin(reading: Reading, home: Home) -> tuple[str | None, str | None, str | None, str | None]:
    """Country, province, city, carrier."""
    if reading.e164 <= 0:
        return None, None, None, None
    digits = str(reading.e164)
    if not digits.startswith("86") or reading.fault is NumberFault.FOREIGN_SERVICE_TAIL:
        return country_of(digits), None, None, None
    nsn = digits[2:]
    if reading.kind in {NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.M2M, NumberKind.SATELLITE}:
        return "CN", *_mobile_origin(nsn, reading.kind)
    if reading.kind is NumberKind.LANDLINE or reading.fault is NumberFault.AREA_SERVICE:
        return "CN", *_landline_origin(nsn, home), None
    return "CN", None, None, None


def _mobile_origin(nsn: str, kind: NumberKind) -> tuple[str | None, str | None, str | None]:
    found = range_of(nsn[:5])
    carrier = (found.carrier or None) if found else None
    has_segment = len(nsn) == 11 and nsn[0] == "1" and kind is not NumberKind.SATELLITE
    segment = segment_of(nsn) if has_segment else None
    return (segment.province, segment.city, segment.carrier) if segment else (None, None, carrier)


def _landline_origin(nsn: str, home: Home) -> tuple[str | None, str | None]:
    area = area_of(nsn[:3]) or ""
    province, city = areas().get(area, (None, None))
    return province, city or (home.city if area == home.area else None)
