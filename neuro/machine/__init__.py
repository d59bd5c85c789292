"""What the machine under the product does: memory, signals, streams, temporary files, folders that others use too."""
