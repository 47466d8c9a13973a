"""The pairs of CPU and memory that Fargate offers (ECS developer guide, "Task CPU and memory")."""

GIB = 1024
# CPU units -> MiB, from the smallest to the largest, and the step between them.
RANGES = {
    512: (1 * GIB, 4 * GIB, GIB),
    1024: (2 * GIB, 8 * GIB, GIB),
    2048: (4 * GIB, 16 * GIB, GIB),
    4096: (8 * GIB, 30 * GIB, GIB),
    8192: (16 * GIB, 60 * GIB, 4 * GIB),
    16384: (32 * GIB, 120 * GIB, 8 * GIB),
}
SIZES = {256: (512, 1 * GIB, 2 * GIB)} | {
    cpu: tuple(range(low, high + 1, step)) for cpu, (low, high, step) in RANGES.items()
}


def next_size(cpu: int, memory: int) -> tuple[int, int] | None:
    """The smallest pair with at least half as much memory again, with the same CPU where that is offered."""
    wanted = memory + memory // 2
    offered = ((more, size) for more in SIZES if more >= cpu for size in SIZES[more] if size >= wanted)
    return next(offered, None)
