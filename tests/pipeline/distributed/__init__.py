"""The distributed mode on a real broker.

The clients are imported here once, their own deprecations left to them: elsewhere a warning fails
the test.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import aiokafka  # noqa: F401
    import faust  # noqa: F401
    import kafka  # noqa: F401
