"""When a share stands out beside that of the others. Pure."""

from math import exp, lgamma, log

FEWEST = 5
"""Fewer cases than this never stand out."""
RARER_THAN = 0.001
"""A share stands out where chance alone would bring one as large about once in a thousand desks."""


def stands_out(cases: int, of: int, other_cases: int, of_others: int) -> bool:
    """Whether ``cases`` of somebody's ``of`` acts are more than the others' share explains, who have
    ``other_cases`` of ``of_others``.

    One-sided exact binomial test: how probable are as many or more, if each act is a case with the
    probability that the others show? That is taken as (their cases + 1) / (their acts + 2), Laplace's rule of
    succession, so that nothing is impossible and nobody to compare with is a half.
    """
    if cases < FEWEST:
        return False
    return at_least(cases, of, (other_cases + 1) / (of_others + 2)) < RARER_THAN


def at_least(cases: int, of: int, probability: float) -> float:
    """How probable so many cases or more are among ``of`` acts, each a case with this ``probability``, which
    is neither 0 nor 1."""
    yes, no = log(probability), log(1 - probability)
    return sum(
        exp(lgamma(of + 1) - lgamma(number + 1) - lgamma(of - number + 1) + number * yes + (of - number) * no)
        for number in range(cases, of + 1)
    )
