"""A real Kafka and a real Elasticsearch without Docker, for tests and demonstrations.

`python -m deploy.dev_stack up|down|status|fetch`, or from Python:

    with running_stack() as stack:
        stack.broker.server   # "127.0.0.1:24107"
        stack.search.url      # "http://127.0.0.1:25310"

`Broker` and `SearchNode` start, stop, die and come back on their own port with their own data.
Linux only: it reads /proc to know its processes.
"""

from deploy.dev_stack import certificates, places
from deploy.dev_stack.broker import Broker
from deploy.dev_stack.broker_settings import Guarded
from deploy.dev_stack.search_node import SearchNode
from deploy.dev_stack.search_settings import Secured
from deploy.dev_stack.stack import Stack, running_stack

__all__ = [
    "Broker",
    "Guarded",
    "SearchNode",
    "Secured",
    "Stack",
    "certificates",
    "places",
    "running_stack",
]
