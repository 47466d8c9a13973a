"""Instances registered in Cloud Map, from the world's `aws.cloudMap` section."""

from islive.simulator.names import Json


def read(section: Json) -> dict[str, list[Json]]:
    """The instances of each service as ListInstances shows them, by the service's id."""
    return {
        name: [{"Id": instance, "Attributes": attributes} for instance, attributes in instances.items()]
        for name, instances in section.items()
    }
