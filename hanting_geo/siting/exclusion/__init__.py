"""Eligible land: what the hard rules leave of the candidates, and a ledger of what takes the rest."""
