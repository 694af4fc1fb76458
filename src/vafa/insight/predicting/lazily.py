"""scipy, from when it is first asked for: half a second that no process waits for which forecasts nothing."""

from importlib import import_module
from typing import Any


class _Module:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


optimize: Any = _Module("scipy.optimize")
special: Any = _Module("scipy.special")
sparse: Any = _Module("scipy.sparse")
