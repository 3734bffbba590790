"""The encoder: for every character 384 numbers that say what it means where it stands.

They are the hidden states of the first six layers of multilingual-e5-small (Microsoft, MIT), a transformer that has
read a great deal of text in many languages. Nothing in it was trained here: ``bench/reading/cut_encoder.py`` cut it
out, with the word pieces of Chinese and of ASCII (decision 0035). The recogniser stands on it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.facts.tagger import chunks

WIDTH = 384
_WINDOW = 300
"""Characters it reads at once: some sentences. What it takes grows with the square of them."""
_MOST_PIECES = 510
"""Positions it knows, less two. Only characters that are written out as many others (㍿ as 株式会社) come to more."""


def states(text: str) -> NDArray[np.float32]:
    """For every character the state of the word piece it stands in, ``(len(text), WIDTH)``; 0 where it stands in none."""
    encoder = _encoder()
    found = np.zeros((len(text), WIDTH), np.float32)
    for start, end in chunks(text, _WINDOW):
        encoder.read(text[start:end], found[start:end])
    return found


class _Encoder:
    """The network in ``data/encoder.onnx`` and its word pieces in ``data/encoder.spm``."""

    def __init__(self) -> None:
        import onnxruntime
        import sentencepiece

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # articles are read side by side
        data = files("twinwheel.reading.facts") / "data"
        self._session: Any = onnxruntime.InferenceSession(
            (data / "encoder.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        self._cutter: Any = sentencepiece.SentencePieceProcessor(
            model_proto=(data / "encoder.spm").read_bytes()
        )

    def read(self, text: str, into: NDArray[np.float32]) -> None:
        """Write the states of one window of text ``into`` its rows."""
        cut = self._cutter.encode(text, return_type="offset_mapping")
        places = cut["offsets"][:_MOST_PIECES]
        numbers = [self._cutter.bos_id(), *cut["ids"][:_MOST_PIECES], self._cutter.eos_id()]
        [read] = self._session.run(None, {"pieces": np.array([numbers], np.int64)})
        for (start, end), state in zip(places, read[0, 1:-1], strict=True):
            into[start:end] = state


@lru_cache(maxsize=1)
def _encoder() -> _Encoder:
    """One encoder per process."""
    return _Encoder()
