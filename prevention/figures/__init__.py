"""Figures about referrals: totals of a municipality, with small numbers hidden."""
