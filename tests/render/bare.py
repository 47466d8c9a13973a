"""Documents without what is the same in each of them, or is islive's own: styles, and the manual pages of the rules."""

import json
import re
from collections.abc import Callable


def without_style(html: str) -> str:
    """The page without its style, the hash of that, and the manual pages."""
    unstyled = re.sub(r"<style>.*?</style>|(?<=sha256-)[\w+/=]+", "", html, flags=re.DOTALL)
    return re.sub(r'<details class="manual">.*?</details>\n?', "", unstyled, flags=re.DOTALL)


def without_manual(sarif: str) -> str:
    """The log without the rules that had nothing to say, and without the manual pages of those that had."""
    body = json.loads(sarif)
    for run in body["runs"]:
        said = {one["ruleId"] for one in run["results"]}
        for one in run["results"]:
            del one["ruleIndex"]
        rules = [one for one in run["tool"]["driver"]["rules"] if one["id"] in said]
        run["tool"]["driver"]["rules"] = [{**one, "help": "…"} for one in rules]
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def without_passed_rules(xml: str) -> str:
    """The suites without the rules that passed, and without their number: another rule changes no report."""
    rest = re.sub(r'\n *<testcase classname="[^"]*\.rule" name="[^"]*" time="0"/>', "", xml)
    return re.sub(r' tests="\d+"', "", rest)


BARE: dict[str, Callable[[str], str]] = {
    "html": without_style,
    "sarif": without_manual,
    "junit": without_passed_rules,
}


def bare(form: str, text: str) -> str:
    """A text in that format, with only what it says about its document."""
    return BARE[form](text) if form in BARE else text
