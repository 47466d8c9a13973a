"""The operations that the simulator answers: one module for each AWS service, one function for each operation."""
