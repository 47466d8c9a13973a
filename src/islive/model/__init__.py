"""The words islive thinks in: frozen values and protocols, nothing that acts."""
