"""From a world's sections to the resources as AWS describes them, with everything derived that the world leaves out."""
