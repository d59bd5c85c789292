"""Brian2 itself: imported only when it is used and without output; its global state is put back after every use."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import shutil
import sys
import sysconfig
import tempfile
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from ....errors import NeuroError
from ....machine.notices import begin_wait
from ....machine.scratch import Scratch

# Plain optimisation: -ffast-math and fused multiply-add would round float networks unlike the other engines.
COMPILER_FLAGS = ["-w", "-O2", "-std=c++11"]

_INSTALL = "pip install 'brian2>=2.9' 'numpy<2.4'"
# Device and preferences belong to the whole process.
_LOCK = threading.RLock()
# Why it couldn't be imported, once that is known.
_broken: list[str] = []


def brian2_obstacle(*, imported: bool = False) -> str | None:
    """Why Brian2 can't be imported, and what to install, in one sentence; None when it can.

    Parameters
    ----------
    imported
        Whether to try. It takes a second, which programs that are kept don't need.
    """
    if importlib.util.find_spec("brian2") is None:
        return f"Brian2 is not installed; install it with: {_INSTALL}."
    if imported and not _broken:
        with contextlib.suppress(NeuroError):
            load()
    return _broken[0] if _broken else None


def load() -> Any:
    """Import Brian2 without log files, saved scripts or warnings of its dependencies.

    Raises
    ------
    NeuroError
        When it can't be imported.
    """
    if "brian2" in sys.modules:
        return sys.modules["brian2"]
    hook = sys.excepthook
    try:
        with warnings.catch_warnings(), _files_removed():
            warnings.simplefilter("ignore")
            import brian2
            from brian2.utils.logger import BrianLogger, std_silent

            # Makes the files that take what its compilers print: open, they outlive their names.
            std_silent()
            std_silent.dest_fname_stdout = f"/dev/fd/{std_silent.dest_stdout.fileno()}"
            std_silent.dest_fname_stderr = f"/dev/fd/{std_silent.dest_stderr.fileno()}"
            manager = sys.modules["brian2.codegen.runtime.cython_rt.extension_manager"]
            _say_when_compiling(manager.cython_extension_manager)
    except Exception as problem:
        # Brian2 2.9 uses what NumPy 2.4 took away, for instance.
        told = f"Brian2 can't be imported ({type(problem).__name__}: {problem}); install both with: {_INSTALL}."
        _broken[:] = [told]
        raise NeuroError(told) from problem
    finally:
        # Brian2 takes over how warnings and crashes of the whole process are shown; give both back.
        logging.captureWarnings(False)
        sys.excepthook = hook
    logger = logging.getLogger("brian2")
    if BrianLogger.file_handler is not None:
        logger.removeHandler(BrianLogger.file_handler)
        BrianLogger.file_handler.close()
        BrianLogger.file_handler = BrianLogger.tmp_log = None
    BrianLogger.tmp_script = None
    return brian2


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Without the warnings of what Brian2 depends on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _say_when_compiling(manager: Any) -> None:
    """Let Brian2's loader of compiled code tell of what isn't there yet."""
    loading = manager._load_module

    def told(module_path: str, *rest: Any, **named: Any) -> Any:
        if not os.path.isfile(module_path):
            begin_wait()
        return loading(module_path, *rest, **named)

    manager._load_module = told


@contextlib.contextmanager
def _files_removed() -> Iterator[None]:
    """Remove the temporary files that are made in the block; a later run does, when this one is killed in it."""
    before = tempfile.tempdir
    with contextlib.closing(Scratch()) as scratch:
        tempfile.tempdir = str(scratch.path)
        try:
            yield
        finally:
            tempfile.tempdir = before


def runtime_target() -> str:
    """Language of compiled runtime code: ``cython`` where it can be compiled here and now, else ``numpy``."""
    # Brian2's own probe is answered from its disk cache, also after the compiler has gone.
    command = os.environ.get("CC") or sysconfig.get_config_var("CC") or ""
    if os.name != "nt" and (not command.strip() or shutil.which(command.split()[0]) is None):
        return "numpy"
    with borrowed("runtime", "auto"):
        from brian2.devices.device import auto_target

        return str(auto_target().class_name)


@contextlib.contextmanager
def borrowed(device: Any, target: str = "auto") -> Iterator[Any]:
    """Brian2 with a `device` (or its name) active and this engine's preferences; all is put back on leaving.

    `target` is the language that Brian2 generates in runtime mode.
    """
    brian2 = load()
    # The module; the attribute of that name in its package is a proxy of the active device.
    devices = sys.modules["brian2.devices.device"]
    from brian2.utils.logger import BrianLogger

    wanted = {
        "codegen.target": target,
        "codegen.string_expression_target": "numpy",
        "codegen.cpp.extra_compile_args": None,
        "codegen.cpp.extra_compile_args_gcc": COMPILER_FLAGS,
        "core.default_float_dtype": brian2.float64,
        # Ctrl-C must end the run with an exception, not with half a result.
        "core.stop_on_keyboard_interrupt": False,
        "devices.cpp_standalone.openmp_threads": 0,
    }
    with _LOCK, warnings.catch_warnings(), _files_removed():
        warnings.simplefilter("ignore")
        before = {name: brian2.prefs[name] for name in wanted}
        level, stack = BrianLogger.console_handler.level, list(devices.previous_devices)
        active = devices.active_device
        BrianLogger.console_handler.setLevel(logging.ERROR)
        try:
            for name, value in wanted.items():
                brian2.prefs[name] = value
            brian2.set_device(device, build_on_run=False)
            yield brian2
        finally:
            # Left standing by an interrupted run, this would swallow the next Ctrl-C.
            brian2.Network._globally_running = False
            brian2.set_device(active, build_on_run=active.build_on_run, **(active.build_options or {}))
            devices.previous_devices[:] = stack
            for name, value in before.items():
                brian2.prefs[name] = value
            BrianLogger.console_handler.setLevel(level)
