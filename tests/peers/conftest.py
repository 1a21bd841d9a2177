"""The libraries that the chapters' code is held against; `make peers` brings them.

JAX computes in float32 until told otherwise; that is settled here, before it is imported.
"""

import importlib.util
import os

PEERS = ("jax", "sklearn", "torch")
MISSING = [name for name in PEERS if importlib.util.find_spec(name) is None]

# A run of all tests elsewhere passes by; `make peers` collects nothing then, which is an error.
collect_ignore_glob = ["test_*.py"] if MISSING else []

os.environ["JAX_ENABLE_X64"] = "true"
os.environ["JAX_PLATFORMS"] = "cpu"


def pytest_terminal_summary(terminalreporter):
    if MISSING:
        terminalreporter.section("NO PEERS", sep="!", red=True, bold=True)
        terminalreporter.line(f"Not here: {', '.join(MISSING)}. Run `make peers`.")
