"""Rooms for whoever breaks things in them."""

from simulator.testing import open_shop

__all__ = ["open_shop"]
