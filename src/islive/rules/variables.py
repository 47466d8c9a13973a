"""Variables put back as the last good revision has them, where the names tell that they decide the matter."""

import re

from islive.facts.last_good import LastGood
from islive.model.remedy import Edit, Remedy
from islive.rules.correction import correct, restored, within


def as_before(revision: str, container: str, names: re.Pattern[str], last: LastGood) -> Remedy | None:
    """Those of these names that were changed, added or lost; None where none was."""
    good, tried = last.before(revision), last.tried
    now, before = tried.container(container) if tried else None, last.container_before(revision, container)
    if good is None or tried is None or now is None or before is None:
        return None
    known = sorted({*now.environment, *before.environment})
    changed = [one for one in known if names.search(one) and now.environment.get(one) != before.environment.get(one)]
    edits = [
        restored(path, good) if one in before.environment else Edit(path, None)
        for one in changed
        for path in (within(container, f"environment[{one}]"),)
    ]
    title = f"give {container} {', '.join(changed)} as in {good.name}"
    return correct(title, tried, last, *edits) if edits else None
