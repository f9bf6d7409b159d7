"""Assemblies: venues, roll, proxies, and their life from draft to end."""
