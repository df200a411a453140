"""The benchmarks' own measuring has its shapes checked at each call, as the engine's (tests/conftest.py)."""

from jaxtyping import install_import_hook

install_import_hook(["benchmarks.shared.fused", "benchmarks.shared.entropy_and_shares"], "beartype.beartype")
