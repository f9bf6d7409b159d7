"""Both kinds of integers that the group reckons in."""

import importlib

import pytest

from voting.sealed.group import Ristretto


@pytest.fixture(scope="session", params=["int", "mpz"])
def group(request: pytest.FixtureRequest) -> Ristretto:
    """The group over Python's integers, and over those of GMP where gmpy2 is installed."""
    if request.param == "int":
        return Ristretto(int)
    try:
        return Ristretto(importlib.import_module("gmpy2").mpz)
    except ModuleNotFoundError:
        pytest.skip("gmpy2 is not installed")
