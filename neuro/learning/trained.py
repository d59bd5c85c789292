"""A trained network's folder: network.npz, model.toml, training.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..description import write_description
from ..errors import NeuroError
from ..files import write_text
from ..network import Network
from ..storage import load_network, save_network
from .training import Epoch

NETWORK, MODEL, RECORD = "network.npz", "model.toml", "training.json"


def save_trained(folder: str | Path, network: Network, history: list[Epoch], record: dict[str, Any]) -> Path:
    """Write the folder; the network comes last, so a folder that has one is complete."""
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise NeuroError(f"{folder}: is a file; expected a folder to write the trained network to.")
    write_text(folder / MODEL, write_description(network.description))
    contents = {"network": network.hash, **record, "epochs": [asdict(epoch) for epoch in history]}
    write_text(folder / RECORD, json.dumps(contents, indent=2) + "\n")
    save_network(network, folder / NETWORK)
    return folder


def load_trained(folder: str | Path) -> Network:
    """The float network of a trained folder."""
    folder = Path(folder)
    if not (folder / NETWORK).is_file():
        raise NeuroError(
            f"{folder}: holds no {NETWORK}; expected a folder written by 'neuro train ... --out {folder}'."
        )
    return load_network(folder / NETWORK)
