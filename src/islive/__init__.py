"""islive: is the version I shipped to Amazon ECS really serving my users, and if not, why?"""

__version__ = "0.1.0"
