"""Tests of the events beside the assemblies."""
