"""Pages and API. Processes and threads: sizing.md. What is said on the command line wins."""

import multiprocessing

workers = 2 * multiprocessing.cpu_count() + 1
threads = 4
worker_class = "gthread"
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat of a worker must not wait for a disk
backlog = 2048
timeout = 60
keepalive = 75  # longer than nginx keeps its side, so that it never writes into a closing connection
graceful_timeout = 30
# Memory that a worker gathered in a day goes back; not all of them on the same request.
max_requests = 20_000
max_requests_jitter = 2_000
# nginx hides both ways: it is the only one who may speak here, and who sets X-Forwarded-Proto.
forwarded_allow_ips = "*"
# One line a request is written by the application itself, without addresses and names.
accesslog = None
errorlog = "-"
