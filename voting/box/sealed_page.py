"""What is known of sealed.html, the page with which keyholders work: its SHA-256. The page itself is never
served, since whoever serves it could have the shares (docs/sealed.md, From disk)."""

from pathlib import Path

PAGE_SHA256 = (Path(__file__).parent / "sealed-page.sha256").read_text(encoding="ascii").strip()
"""In hexadecimal digits; ``make sealed-page`` writes it."""
