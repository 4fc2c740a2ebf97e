"""Architecture advisor and cost calculator for AWS data and storage services."""

__version__ = "0.1.0"
