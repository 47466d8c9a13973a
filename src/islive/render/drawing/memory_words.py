"""The words for what is known from before: the version that served last, and a cause that was seen already."""

from islive.model.report import LastVerified, Report, SeenBefore
from islive.render.drawing.moments import day_and_minute


def last_verified(one: LastVerified) -> tuple[str, str]:
    """A label and what stands behind it: a receipt of islive, or only what ECS says."""
    when = f"{day_and_minute(one.at)} UTC, {one.task_definition}"
    if one.by_islive:
        return "last verified live", f"{one.version}, proved: {one.grade}, {when}"
    return "last success, not verified by islive", f"{one.version}, {when}"


def seen_before(report: Report, one: SeenBefore) -> str:
    """`secret-invalid-json on 12 Jul 08:15 UTC in web, ended by v1.4.3`."""
    where = "here" if one.target == report.target else f"in {one.target.service}"
    if where != "here" and one.target.account != report.target.account:
        where += f" of account {one.target.account}"
    end = f", ended by {one.ended_by}" if one.ended_by else ", ended" if one.ended else ", not seen to end"
    return f"{one.cause} on {day_and_minute(one.began)} UTC {where}{end}"
