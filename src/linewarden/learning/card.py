"""The model card (Mitchell 2019), in English and Chinese, from what the artefact says of itself."""

from collections.abc import Mapping
from typing import Any

from linewarden.learning.calibration import Calibration
from linewarden.learning.lesson import SCORERS
from linewarden.learning.split import LEAST_VICTIMS, PARTS

TITLES: Mapping[str, tuple[str, str]] = {
    "table": ("table in force", "现行规则表"),
    "changed_table": ("table with learned steps", "学习所得规则表"),
    "challenger": ("challenger", "挑战者模型"),
}

STRETCHES: Mapping[str, tuple[str, str]] = {
    "train": ("To train", "训练"),
    "calibrate": ("To calibrate", "校准"),
    "validate": ("To validate", "验证"),
}

FIGURES: tuple[tuple[str, str, str], ...] = (
    ("precision", "precision of those worked on, at true rates", "受理名单的准确率（按真实比例）"),
    ("recall", "victims among those worked on", "受理名单覆盖的受害人比例"),
    ("area", "area under precision over recall", "准确率-召回率曲线下面积"),
    ("error", "calibration error", "校准误差"),
)

LIMITS: tuple[tuple[str, str], ...] = (
    ("It runs in shadow: it ranks people beside the table and changes no warning.", "仅影子运行：与规则表并行排序，不改变任何预警。"),
    ("Whoever is not named in the outcomes counts as no victim; victims who never reported make every precision too low.",
     "未列入处置结果的人按“非受害人”计；未报案的受害人会使准确率偏低。"),
    ("People who were warned and therefore did not pay count as no victims: it learns from those whom nobody reached.",
     "因预警而止付者计为非受害人；模型学到的主要是未能劝阻的案件。"),
    ("It knows the facts of the rule table and no more. A fraud that shows in none of them is invisible to it.",
     "只使用规则表中的事实；不体现于这些事实的诈骗，模型看不到。"),
    ("Chances hold for the place and the rates that it was learned from; learn again when either changes.",
     "概率只适用于训练数据所在地区和比例；任一变化后须重新学习。"),
    ("It uses no name, age, sex, place or content of talk.", "不使用姓名、年龄、性别、地点及通话内容。"),
)  # fmt: skip

_SYNTHETIC = (
    "Victims count as {:g} times as frequent as true ones: learned from simulated calls. It says nothing of real ones yet.",
    "受害人比例按真实的 {:g} 倍计：学自模拟话单，尚不能说明真实效果。",
)


def card(version: str, about: Mapping[str, Any], rows: Mapping[str, str], *, is_chinese: bool) -> str:
    """Markdown. `about`: as the artefact has it; `rows`: what each row says, without a value."""
    lang = int(is_chinese)
    lines = [f"# {('Model card', '模型卡')[lang]}: {version}", ""]
    lines += [f"- {name}: {value}" for name, value in _facts(about, lang)]
    lines += [
        "",
        f"## {('On people who came later', '在其后时段人群上的验证')[lang]}",
        "",
        _how(about, lang),
        "",
        *_figures(about, lang),
    ]
    lines += ["", f"## {('What weighs', '主要依据')[lang]}", ""]
    lines += [f"- {share:.0%} {rows.get(row, row)}" for row, share in list(about["weighs"].items())[:10]]
    lines += ["", f"## {('Limits', '局限')[lang]}", ""]
    lines += [f"- {_SYNTHETIC[lang].format(about['times'])}"] if about["times"] != 1 else []
    lines += [f"- {limit[lang]}" for limit in LIMITS]
    return "\n".join(lines) + "\n"


def _facts(about: Mapping[str, Any], lang: int) -> list[tuple[str, str]]:
    span, trees, counts = about["span"], about["trees"], about["counts"]
    calibration = Calibration(**about["calibration"])
    return [
        (("Program, rules", "程序、规则版本")[lang], f"{about['program']}, {about['table']['version']}"),
        (("Records", "话单时段")[lang], f"{span['from']} – {span['until']}"),
        (("Cut at", "时段划分")[lang], ", ".join(span["cuts"])),
        *(
            (
                name,
                f"{counts[name]['people']:,} {('people', '人')[lang]}, {counts[name]['victims']} {('victims', '名受害人')[lang]}",
            )
            for name, _ in PARTS
        ),
        (("Trees", "树模型")[lang], f"{trees['library']}, {trees['rounds']} × {trees['parameters']['num_leaves']}"),
        (("Calibration (Platt)", "校准（Platt）")[lang], f"{calibration.base:+.2f} {calibration.slope:+.2f} x"),
        (("Fewest victims", "最少受害人数")[lang], str(LEAST_VICTIMS)),
    ]


def _how(about: Mapping[str, Any], lang: int) -> str:
    worked_on = about["measures"]["challenger"]["worked_on"]
    return (
        f"The {worked_on:,} people with the highest chances are worked on ({about['capacity']} a day). In brackets: 95 % intervals.",
        f"按概率从高到低受理 {worked_on:,} 人（每日 {about['capacity']} 人）。括号内为 95% 区间。",
    )[lang]


def _figures(about: Mapping[str, Any], lang: int) -> list[str]:
    names = [TITLES[name][lang] for name in SCORERS]
    rows = [f"| | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for key, *words in FIGURES:
        cells = ["{:.4g} ({:.4g}–{:.4g})".format(*about["measures"][name][key]) for name in SCORERS]
        rows.append(f"| {words[lang]} | {' | '.join(cells)} |")
    return rows
