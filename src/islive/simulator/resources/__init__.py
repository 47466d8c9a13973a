"""From a world's sections to resources as AWS describes them, with all that the world leaves out derived."""
