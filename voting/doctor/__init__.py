"""What is unsafe or wrong in this installation, one sentence and one remedy each: ``voting doctor``.

Each file is one subject: what it asks of the world, and what it makes of the answers. A secret is never part
of a finding.
"""
