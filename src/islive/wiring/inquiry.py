"""What was asked for on the command line: kept in a bundle, so that it can be asked again of what was recorded."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from islive.model.errors import UserError
from islive.model.question import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """SERVICE as it was written, None for every service; what the options allow to be asked."""

    service: str | None = None
    version: str | None = None
    cluster: str | None = None
    options: Options = field(default_factory=Options)

    def document(self) -> Mapping[str, Any]:
        """What a bundle keeps of it."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def again(self, recorded: "Inquiry") -> "Inquiry":
        """This inquiry on a bundle: what it leaves open is as recorded. Raises UserError for what was not."""
        if self.options.inspect_secrets and not recorded.options.inspect_secrets:
            raise UserError("the bundle was recorded without --inspect-secrets", "leave it out, or record again")
        if self.options.ahead and not recorded.options.ahead:
            raise UserError("the bundle was recorded without --ahead", "leave it out, or record again")
        unasked = set(self.options.urls) - set(recorded.options.urls)
        if unasked:
            raise UserError(f"the bundle holds no answer of {min(unasked)}", "record again with this --url")
        if self.options.answers > recorded.options.answers:
            raise UserError(
                f"the bundle holds {recorded.options.answers} answers of each way", "record again with --answers"
            )
        options = replace(
            recorded.options,
            read_logs=self.options.read_logs and recorded.options.read_logs,
            probe=self.options.probe and recorded.options.probe,
            urls=self.options.urls or recorded.options.urls,
        )
        same = self.service in (None, recorded.service)
        return Inquiry(
            service=self.service or recorded.service,
            version=self.version or (recorded.version if same else None),
            cluster=self.cluster or (recorded.cluster if same else None),
            options=options,
        )


def inquiry_of(document: Mapping[str, Any]) -> Inquiry:
    """The inquiry that a bundle keeps. Raises TypeError where the document is another."""
    said = dict(document)
    options = dict(said.pop("options", {}))
    options["urls"] = tuple(options.get("urls", ()))
    return Inquiry(**said, options=Options(**options))
