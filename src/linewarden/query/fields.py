"""The words of the language: which field takes which kind of value, and their Chinese names."""

from linewarden.query.expression import Field

FIELD_NAMES: dict[str, Field] = {field.value: field for field in Field} | {
    "主叫": Field.CLI,
    "被叫": Field.CALLED,
    "号码": Field.NUMBER,
    "串号": Field.IMEI,
    "基站": Field.CELL,
    "中继": Field.TRUNK,
    "来路": Field.ROUTE,
    "来源": Field.FEED,
    "接通": Field.ANSWERED,
    "通话": Field.TALK,
    "振铃": Field.RING,
    "自": Field.FROM,
    "至": Field.TO,
    "最近": Field.LAST,
}
NUMBERS = frozenset({Field.CLI, Field.CALLED, Field.NUMBER})
DIGITS = {Field.IMEI: (14, 18), Field.IMSI: (6, 18)}
"""Fields of digits, with how many they have."""
TEXTS = frozenset({Field.CELL, Field.IP, Field.TRUNK, Field.FEED})
SECONDS = frozenset({Field.TALK, Field.RING})
WORDS: dict[Field, dict[str, str]] = {
    Field.ROUTE: {
        "unknown": "unknown",
        "domestic": "domestic",
        "international": "international",
        "未知": "unknown",
        "国内": "domestic",
        "国际": "international",
    },
    Field.ANSWERED: {"yes": "yes", "no": "no", "是": "yes", "否": "no"},
}
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
