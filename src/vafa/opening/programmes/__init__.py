"""Programmes to begin with, made for a currency; each is rules of the engine and nothing else."""
