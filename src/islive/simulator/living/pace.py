"""How long things take that AWS does not document, in seconds: parameters, each with the reason for its default."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Durations of a task's life, of the scheduler's steps, and of its back-off."""

    # From the write to the first launch: 8 s in the published event logs that the scenario `healthy` follows.
    first_launch: float = 8.0
    # The scheduler looks again a moment after something has changed, once for all that changed in it.
    reaction: float = 3.0
    # A task of Fargate: interface and machine, image, start of the containers (createdAt, pullStartedAt, pullStoppedAt
    # and startedAt of the same logs: 14, 7 and 8 s).
    provisioning: float = 14.0
    pulling: float = 7.0
    starting: float = 8.0
    # Reading secrets and registry credentials is tried again before a task is given up: 38 s in the incident.
    initializing: float = 38.0
    # A pull that is refused ends sooner than one that succeeds.
    refused_pull: float = 2.0
    # From the stop of a task that never ran to STOPPED.
    tearing_down: float = 14.0
    # A target is registered after the task runs.
    registering: float = 4.0
    # A process that is asked to stop and can.
    ending: float = 5.0
    # PENDING to IN_PROGRESS and STOP_REQUESTED to STOPPED, of service deployments.
    bookkeeping: float = 2.0
    # Delay between attempts to start: "incrementally increased … up to a maximum of 27 minutes"; growth and first delay
    # are undocumented. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
    # With these two, a service of one task that nothing lets start since 22:09:31 has failed 53 times at 08:50, as in
    # the incident of 2025-07-21, and its last starts are 27 to 28 minutes apart.
    first_delay: float = 12.0
    growth: float = 1.15
    longest_delay: float = 27 * 60.0
    # When ECS says "unable to consistently start tasks successfully": the incident's events lie half way between
    # starts, from the time on when they are minutes apart.
    impaired_from: float = 120.0
    # How far a duration may be from these, as a share of it: no two tasks take the same time.
    spread: float = 0.15

    def varied(self, seconds: float, seed: str) -> float:
        """That duration, a little longer or shorter: always the same for one seed, to the millisecond."""
        return round(seconds * (1 + self.spread * (2 * chance(seed) - 1)), 3)

    def delay(self, failures: int) -> float:
        """The scheduler's delay after so many attempts in a row of which no task came to run."""
        # Beyond a hundred attempts the power would overflow, and the cap holds anyway.
        return min(self.longest_delay, self.first_delay * self.growth ** min(max(0, failures - 1), 100))


def chance(seed: str) -> float:
    """A number between 0 and 1 that looks random and follows from the seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) / 2**48
