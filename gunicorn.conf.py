"""How the application is served: one gevent worker holds many open connections; SQLite has one writer.

``WORKERS`` may be raised on PostgreSQL.
"""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gevent"
workers = int(os.environ.get("WORKERS", "1"))
worker_connections = 10_000
accesslog = None
"""No access log: it would tell who opened a ballot at what second."""
control_socket_disable = True
