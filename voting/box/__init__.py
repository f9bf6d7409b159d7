"""The box of sealed votes: keyholders' ceremonies and what they sign, contexts, ballots, statements, shares.

Transactions only: formats and equations are in ``voting/sealed``, which knows nothing of this room. No page
leads here yet.
"""
