"""Brian2 itself: imported late and quietly, borrowed with its global state put back afterwards."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any

# Plain optimisation: -ffast-math and fused multiply-add would round float networks unlike the other engines.
COMPILER_FLAGS = ["-w", "-O2", "-std=c++11"]


def installed() -> bool:
    """Whether Brian2 can be imported."""
    return importlib.util.find_spec("brian2") is not None


def load() -> Any:
    """Import Brian2 without log files, saved scripts or warnings of its dependencies."""
    if "brian2" in sys.modules:
        return sys.modules["brian2"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import brian2
        from brian2.utils.logger import BrianLogger

    logger = logging.getLogger("brian2")
    if BrianLogger.file_handler is not None:
        logger.removeHandler(BrianLogger.file_handler)
        BrianLogger.file_handler.close()
        BrianLogger.file_handler = None
    for name in ("tmp_log", "tmp_script"):
        path = getattr(BrianLogger, name, None)
        if path is not None:
            with contextlib.suppress(OSError):
                os.unlink(path)
            setattr(BrianLogger, name, None)
    logging.captureWarnings(False)
    return brian2


@contextlib.contextmanager
def borrowed(device: Any, target: str = "auto") -> Iterator[Any]:
    """Brian2 with `device` active and this engine's preferences; all is put back on leaving.

    Parameters
    ----------
    device
        A device of Brian2, or the name of one.
    target
        Which language Brian2 generates in runtime mode.
    """
    brian2 = load()
    from brian2.devices import device as devices
    from brian2.utils.logger import BrianLogger

    wanted = {
        "codegen.target": target,
        "codegen.string_expression_target": "numpy",
        "codegen.cpp.extra_compile_args": None,
        "codegen.cpp.extra_compile_args_gcc": COMPILER_FLAGS,
        "core.default_float_dtype": brian2.float64,
        # Ctrl-C shall end the run with an exception, not with half a result.
        "core.stop_on_keyboard_interrupt": False,
        "devices.cpp_standalone.openmp_threads": 0,
    }
    before = {name: brian2.prefs[name] for name in wanted}
    level, stack = BrianLogger.console_handler.level, list(devices.previous_devices)
    active = devices.active_device
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        BrianLogger.console_handler.setLevel(logging.ERROR)
        try:
            for name, value in wanted.items():
                brian2.prefs[name] = value
            brian2.set_device(device, build_on_run=False)
            yield brian2
        finally:
            brian2.set_device(active, build_on_run=active.build_on_run, **(active.build_options or {}))
            devices.previous_devices[:] = stack
            for name, value in before.items():
                brian2.prefs[name] = value
            BrianLogger.console_handler.setLevel(level)
