"""How many examples a random test tries: a few that never change, or as many new ones as asked.

EXAMPLES=5000 python -m pytest -s tests/test_prove_properties.py --hypothesis-seed=1
"""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("EXAMPLES") or 0)


def examples(usually, **options):
    """A decorator for `usually` examples, or for EXAMPLES new ones."""
    return settings(
        max_examples=EXAMPLES or usually,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **options,
    )
