"""The headers that keep browsers safe, and what is believed of a proxy in front."""

from flask import Flask, Response

from voting.web import forwarded

POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
SCANNER_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") + (
    "; worker-src 'self'"
)
CAMERA = "camera=({}), microphone=(), geolocation=()"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": CAMERA.format(""),
}
SCANNER_HEADERS = {
    "Content-Security-Policy": SCANNER_POLICY,
    "Permissions-Policy": CAMERA.format("self"),
}
"""The headers of the page with the scanner, which may use the camera, and a decoder made of WebAssembly."""


def policy_with_frames(site: str) -> str:
    """The policy of a page that shows pages of ours in a frame, and those of one other site ("": none)."""
    return " ".join(filter(None, (f"{POLICY}; frame-src 'self'", site)))


def add_headers(response: Response) -> Response:
    """Add the security headers, and forbid keeping pages that may be personal."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Add headers to each answer; behind TLS, believe the one proxy in front and ask for TLS for a year,
    of the hosts below this one too."""
    app.after_request(add_headers)
    if app.config["SESSION_COOKIE_SECURE"]:
        forwarded.init_app(app)
        app.after_request(_ask_for_tls)


def _ask_for_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
