"""The pull-through cache rules of the registry. Asked only when a repository that is named does not exist."""

from dataclasses import dataclass

from islive.facts.image_reference import ImageReference
from islive.facts.images import repository_arn
from islive.facts.missing_images import MissingImages
from islive.facts.reading import answered, ask_at
from islive.model.collector import collects
from islive.model.doors import Aws, Question

OPERATION = "ecr:DescribePullThroughCacheRules"
# A rule for the whole registry (API reference, CreatePullThroughCacheRule).
WHOLE_REGISTRY = "ROOT"


@dataclass(frozen=True, slots=True)
class PullThroughRules:
    """Registry and prefix of each rule: ECR makes such a repository at the first pull."""

    prefixes: tuple[tuple[str, str], ...]

    def serve(self, reference: ImageReference) -> bool:
        """Whether ECR would fetch that image from another registry."""
        return any(
            registry == reference.registry
            and (prefix == WHOLE_REGISTRY or reference.repository.startswith(f"{prefix.rstrip('/')}/"))
            for registry, prefix in self.prefixes
        )


@collects(OPERATION)
def collect(aws: Aws, missing: MissingImages) -> PullThroughRules:
    """Ask each registry for its rules, if a repository of it is named that does not exist."""
    there = {one.reference.registry: one.reference for one in missing.images if not one.repository.exists}
    questions = [(repository_arn(one), Question(OPERATION, {"registryId": one.account})) for one in there.values()]
    answers = [answered(answer) for answer in ask_at(aws, questions)]
    return PullThroughRules(
        tuple(
            (registry, rule.text("ecrRepositoryPrefix"))
            for registry, answer in zip(there, answers, strict=True)
            for rule in answer.parts("pullThroughCacheRules")
        )
    )
