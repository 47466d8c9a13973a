"""The outlook of a version that is waited for: may it still become live? One table, read from top to bottom."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from islive.model.motion import Observation, Work
from islive.model.stage import Stage, StageState
from islive.model.verdict import Grade, Reason, Verdict


class Outlook(StrEnum):
    """What to expect of the version.

    `settling`: nobody is at work on it; what is wrong may be the tail of something that has just ended, or the lull
    before something that is about to begin. `lost`: however long one waits, it will not come.
    """

    ARRIVED = "arrived"
    COMING = "coming"
    HEALING = "healing"
    LEAVING = "leaving"
    SETTLING = "settling"
    BLIND = "blind"
    LOST = "lost"


# What ends badly here stays so until somebody mends it and starts it anew.
MADE = frozenset({Stage.COMMIT, Stage.CI, Stage.BUILD, Stage.PUSH})
# Causes that ECS meets at each try anew, and that no try removes. All others may pass: a crash, a full host, a slow
# start, a throttled registry. What is not listed is taken for one that may pass: that costs time, never a wrong answer.
STAYS = frozenset(
    {
        *("image-not-found", "image-pull-denied", "image-wrong-platform"),
        *("environment-file-invalid", "environment-file-unreadable", "parameter-not-found"),
        *("execution-role-missing", "role-not-assumable", "kms-access-denied", "kms-key-unusable"),
        *("log-access-denied", "log-group-missing", "log-options-invalid"),
        *("secret-access-denied", "secret-invalid-json", "secret-key-missing", "secret-not-found"),
        *("secret-reference-malformed", "secret-scheduled-for-deletion", "secret-version-missing"),
        *("command-not-executable", "command-not-found", "import-error"),
    }
)
# ECS tries for ever where no circuit breaker stops it; with one it counts at least so many failures before it does.
TRIES_ENOUGH = 3


class Row(NamedTuple):
    """`when` it applies, what is to be expected, and why, as the rest of a sentence."""

    outlook: Outlook
    when: Callable[[Observation, Grade], bool]
    why: str


def _is(*verdicts: Verdict) -> Callable[[Observation, Grade], bool]:
    return lambda observation, _: observation.report.verdict in verdicts


def _because(reason: Reason, *works: Work) -> Callable[[Observation, Grade], bool]:
    """The report gives that reason; if works are named, one of them goes on."""
    return lambda observation, _: (
        observation.report.reason is reason and (not works or observation.motion.work in works)
    )


def _works(*works: Work) -> Callable[[Observation, Grade], bool]:
    return lambda observation, _: observation.motion.work in works


def _well(observation: Observation, required: Grade) -> bool:
    return _proved(observation, required) and observation.report.reason is not Reason.DEGRADED


def _proved(observation: Observation, required: Grade) -> bool:
    return observation.report.verdict is Verdict.LIVE and observation.report.proved_to >= required


def _forbidden(observation: Observation, _: Grade) -> bool:
    return observation.report.verdict is Verdict.UNKNOWN and bool(observation.motion.forbidden)


def _causes(observation: Observation) -> frozenset[str]:
    return frozenset(cause.id for cause in observation.report.diagnosis.root_causes)


def _endless(observation: Observation, _: Grade) -> bool:
    """ECS goes on trying, nothing will stop it, and each try meets what the ones before met."""
    motion = observation.motion
    tried = motion.failures >= TRIES_ENOUGH and not motion.ends_itself
    return motion.work is Work.AT_WORK and tried and bool(_causes(observation) & STAYS)


def _broken_before(observation: Observation, _: Grade) -> bool:
    """Nobody is at work on it, and what should make it ended badly, or what its tasks need is not there."""
    broke = any(one.stage in MADE and one.state is StageState.FAILED for one in observation.report.stages)
    return observation.motion.work in {Work.IDLE, Work.LEAVING} and (broke or bool(_causes(observation) & STAYS))


TABLE: tuple[Row, ...] = (
    Row(Outlook.ARRIVED, _well, "it is live"),
    Row(Outlook.SETTLING, _proved, "it is live, but degraded; that may pass"),
    Row(Outlook.SETTLING, _is(Verdict.LIVE), "it is live, but not proved as far as required"),
    # Unsupported, or without a permission that the proof needs: no look will see more.
    Row(Outlook.LOST, _because(Reason.NOT_SUPPORTED), "what this service does is not supported yet"),
    Row(Outlook.LOST, _forbidden, "without these permissions it cannot be proved live"),
    Row(Outlook.BLIND, _is(Verdict.UNKNOWN), "what would tell could not be read this time"),
    Row(Outlook.COMING, _because(Reason.PAUSED), "it is paused at a hook, until somebody says go on"),
    Row(Outlook.COMING, _is(Verdict.IN_PROGRESS), "it is on its way"),
    # From here on the version is not live. What ended its deployment is final, unless it has been deployed anew.
    Row(Outlook.LOST, _because(Reason.SUPERSEDED, Work.IDLE, Work.LEAVING), "another deployment took its place"),
    Row(Outlook.LEAVING, _because(Reason.ROLLED_BACK, Work.LEAVING), "ECS is rolling it back"),
    Row(Outlook.LOST, _because(Reason.ROLLED_BACK, Work.IDLE, Work.GIVEN_UP), "ECS rolled it back"),
    Row(Outlook.LOST, _because(Reason.SCALED_TO_ZERO), "the service is told to run no task"),
    Row(Outlook.LOST, _works(Work.GIVEN_UP), "ECS gave the deployment up, and starts no more tasks"),
    Row(Outlook.LOST, _endless, "ECS goes on trying and nothing stops it, but no try removes the cause"),
    Row(Outlook.LOST, _broken_before, "nobody is at work on it, and what broke does not mend itself"),
    # Whatever else is wrong while somebody is at work may pass; if it does not, the circuit breaker ends it, or nothing
    # changes any more.
    Row(Outlook.HEALING, _works(Work.AT_WORK), "something is wrong, and ECS is still at work"),
    Row(Outlook.HEALING, _works(Work.UNKNOWN), "something is wrong, and what is at work could not be read"),
    # Old tasks may still be draining behind a rule, or behind another service that hands the version on.
    Row(Outlook.HEALING, _because(Reason.MIXED), "another version still serves beside it"),
    Row(Outlook.LEAVING, _works(Work.LEAVING), "ECS is busy with another version"),
    Row(Outlook.SETTLING, lambda *_: True, "nothing is under way that would bring it"),
)


def outlook(observation: Observation, required: Grade = Grade.NONE) -> Row:
    """The first row that applies; the last one always does."""
    return next(row for row in TABLE if row.when(observation, required))
