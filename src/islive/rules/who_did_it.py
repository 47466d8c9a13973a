"""Who did something, and when: CloudTrail keeps the events of management for 90 days, without any set-up."""

from datetime import datetime, timedelta

AROUND = timedelta(minutes=10)


def events_named(event: str, at: datetime | None = None) -> str:
    """The line that shows the events of that name around that time, the newest fifty otherwise."""
    line = f"aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue={event}"
    if at is None:
        return line
    begin, end = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (at - AROUND, at + AROUND))
    return f"{line} --start-time {begin} --end-time {end}"
