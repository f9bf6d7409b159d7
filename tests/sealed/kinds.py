"""Both kinds of integers that the group reckons in: Python's, and GMP's where gmpy2 is installed."""

import importlib
from importlib.util import find_spec

import pytest

from voting.sealed.group import Ristretto

_WITHOUT = pytest.mark.skipif(find_spec("gmpy2") is None, reason="gmpy2 is not installed")
_OVER_GMP = Ristretto(importlib.import_module("gmpy2").mpz) if find_spec("gmpy2") else None

over_both_kinds = pytest.mark.parametrize(
    "group", [pytest.param(Ristretto(int), id="int"), pytest.param(_OVER_GMP, id="mpz", marks=_WITHOUT)]
)
"""Has a test run with the group over each."""
