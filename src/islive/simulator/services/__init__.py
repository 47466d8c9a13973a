"""The operations that the simulator answers: a module for each AWS service, a function for each operation."""
