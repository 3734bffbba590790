"""What ``fast`` runs: the steps of a flat program, 64 rows to a word, eight words at a time, compiled by numba.

The inner operations are written in LLVM's vector language, so that it picks the widest instructions of whatever
processor this is (AVX-512, AVX2, SSE2, NEON): comparing 64 codes gives one word of a bitmap. Everything is an
address and a length; nothing here checks a bound. Whoever calls ``run`` has made sure of them.

The compiled code is kept beside this file or, where that cannot be written, in the user's cache folder, until
*this* file changes: whoever changes the meaning of a step in ``flat`` must touch it too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic, models, register_model

from twinwheel.matching.bits.flat import AND, ANY, BAND, MASK, NOT, ONES, OR, RANGE, RANGES, SPARE, TOGETHER

# --- eight words as one value ---------------------------------------------------------------

LANES = 8
_WORD = ir.IntType(64)
_VECTOR = ir.VectorType(_WORD, LANES)


class _Words(types.Type):
    """Eight words of a bitmap in a register."""

    def __init__(self) -> None:
        super().__init__(name="EightWords")


_words = _Words()


@register_model(_Words)
class _WordsModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)  # type: ignore[no-untyped-call]


def _operation(result: Any, arguments: tuple[Any, ...], build: Callable[..., Any]) -> Any:
    """A function for compiled code whose body ``build(builder, *values)`` writes in LLVM's language."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        made = build(builder, *values)
        return context.get_dummy_value() if result is types.void else made

    if len(arguments) == 1:
        return intrinsic(lambda typing, a: (result(*arguments), generate))
    if len(arguments) == 2:
        return intrinsic(lambda typing, a, b: (result(*arguments), generate))
    if len(arguments) == 4:
        return intrinsic(lambda typing, a, b, c, d: (result(*arguments), generate))
    return intrinsic(lambda typing, a, b, c, d, e: (result(*arguments), generate))


def _load(builder: Any, address: Any, kind: Any, align: int) -> Any:
    found = builder.load(builder.inttoptr(address, kind.as_pointer()))
    found.align = align
    return found


def _store(builder: Any, address: Any, value: Any) -> None:
    builder.store(value, builder.inttoptr(address, value.type.as_pointer())).align = 8


def _any_bit(builder: Any, value: Any) -> Any:
    whole = ir.IntType(64 * LANES)
    return builder.icmp_unsigned("!=", builder.bitcast(value, whole), ir.Constant(whole, 0))


load = _operation(_words, (types.intp,), lambda b, address: _load(b, address, _VECTOR, 8))
store = _operation(types.void, (types.intp, _words), _store)
both = _operation(_words, (_words, _words), lambda b, one, other: b.and_(one, other))
either = _operation(_words, (_words, _words), lambda b, one, other: b.or_(one, other))
invert = _operation(_words, (_words,), lambda b, value: b.not_(value))
some = _operation(types.boolean, (_words,), _any_bit)
move = _operation(types.void, (types.intp, types.intp), lambda b, a, to: _store(b, to, _load(b, a, _WORD, 8)))

# --- 64 codes to one word -------------------------------------------------------------------


def _all_lanes(builder: Any, value: Any, unit: Any) -> Any:
    vector = ir.VectorType(unit, 64)
    undefined = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(undefined, builder.trunc(value, unit), ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64))


def _tested(bits: int, test: Callable[[Any, Any, Any, Any], Any]) -> Any:
    """``f(source, target, a, b)``: the word at ``target`` says of which of 64 codes the test holds."""
    unit = ir.IntType(bits)

    def build(builder: Any, source: Any, target: Any, a: Any, b: Any) -> None:
        codes = _load(builder, source, ir.VectorType(unit, 64), bits // 8)
        found = test(builder, codes, _all_lanes(builder, a, unit), _all_lanes(builder, b, unit))
        _store(builder, target, builder.bitcast(found, _WORD))

    return _operation(types.void, (types.intp, types.intp, types.int64, types.int64), build)


def _within(builder: Any, codes: Any, low: Any, span: Any) -> Any:
    """Below the low end the difference wraps round to a large number, so one comparison is enough."""
    return builder.icmp_unsigned("<=", builder.sub(codes, low), span)


def _differs(builder: Any, codes: Any, mask: Any, value: Any) -> Any:
    return builder.icmp_unsigned("!=", builder.and_(codes, mask), value)


def _together(bits: int) -> Any:
    """``f(source, offset, targets, lows, spans)``: as ``within``, several ranges at once; targets are moved on."""
    unit = ir.IntType(bits)
    numbers = types.UniTuple(types.int64, TOGETHER)  # type: ignore[no-untyped-call]

    def build(builder: Any, source: Any, offset: Any, targets: Any, lows: Any, spans: Any) -> None:
        codes = _load(builder, source, ir.VectorType(unit, 64), bits // 8)
        for n in range(TOGETHER):
            low, span = (_all_lanes(builder, builder.extract_value(each, n), unit) for each in (lows, spans))
            found = builder.bitcast(_within(builder, codes, low, span), _WORD)
            _store(builder, builder.add(builder.extract_value(targets, n), offset), found)

    return _operation(types.void, (types.intp, types.int64, numbers, numbers, numbers), build)


within_8, within_16, within_32 = (_tested(bits, _within) for bits in (8, 16, 32))
together_8, together_16, together_32 = map(_together, (8, 16, 32))
differs_8 = _tested(8, _differs)

# --- the steps ------------------------------------------------------------------------------


def compiled(function: Callable[..., None]) -> Any:
    """Compiled when first called. Kept on disk if any place for it can be written."""
    try:
        return njit(nogil=True, error_model="numpy", cache=True)(function)
    except RuntimeError:  # numba: no locator available
        return njit(nogil=True, error_model="numpy")(function)


@njit(nogil=True, error_model="numpy")
def _tests(step, sources, sizes, start, count, to):  # type: ignore[no-untyped-def]
    """RANGE and MASK: one word after the other."""
    kind, source, a, b = step[0], step[3], step[4], step[5]
    size = sizes[source]
    codes = sources[source] + 64 * start * size
    if kind == MASK:
        for word in range(count):
            differs_8(codes + 64 * word, to + 8 * word, a, b)
    elif size == 1:
        for word in range(count):
            within_8(codes + 64 * word, to + 8 * word, a, b)
    elif size == 2:
        for word in range(count):
            within_16(codes + 128 * word, to + 8 * word, a, b)
    else:
        for word in range(count):
            within_32(codes + 256 * word, to + 8 * word, a, b)


@njit(nogil=True, error_model="numpy")
def _four_tests(args, first, codes, size, count, arena, slot_size):  # type: ignore[no-untyped-def]
    """RANGES: TOGETHER is four."""
    a, b, c, d = first, first + 3, first + 6, first + 9
    targets = (
        arena + args[a] * slot_size,
        arena + args[b] * slot_size,
        arena + args[c] * slot_size,
        arena + args[d] * slot_size,
    )
    lows = args[a + 1], args[b + 1], args[c + 1], args[d + 1]
    spans = args[a + 2], args[b + 2], args[c + 2], args[d + 2]
    if size == 1:
        for word in range(count):
            together_8(codes + 64 * word, 8 * word, targets, lows, spans)
    elif size == 2:
        for word in range(count):
            together_16(codes + 128 * word, 8 * word, targets, lows, spans)
    else:
        for word in range(count):
            together_32(codes + 256 * word, 8 * word, targets, lows, spans)


@njit(nogil=True, error_model="numpy")
def _joins(kind, at, last, end, sure, possible):  # type: ignore[no-untyped-def]
    """The other kinds. ``at[:last]`` are the addresses of what is read, ``end`` the length in bytes."""
    if kind == ANY:
        for w in range(0, end, 64):
            t = load(at[0] + w)
            for k in range(1, last):
                t = either(t, load(at[k] + w))
            store(sure + w, t)
    elif kind == BAND:
        for w in range(0, end, 64):
            store(sure + w, both(load(at[0] + w), load(at[1] + w)))
            store(possible + w, either(both(load(at[2] + w), load(at[3] + w)), load(at[4] + w)))
    elif kind == AND:
        for w in range(0, end, 64):
            t, p = load(at[0] + w), either(load(at[1] + w), load(at[2] + w))
            for k in range(3, last, 3):
                t = both(t, load(at[k] + w))
                p = both(p, either(load(at[k + 1] + w), load(at[k + 2] + w)))
            store(sure + w, t)
            store(possible + w, p)
    elif kind == OR:
        for w in range(0, end, 64):
            t, p = load(at[0] + w), either(load(at[1] + w), load(at[2] + w))
            for k in range(3, last, 3):
                t = either(t, load(at[k] + w))
                p = either(p, either(load(at[k + 1] + w), load(at[k + 2] + w)))
            store(sure + w, t)
            store(possible + w, p)
    elif kind == NOT:
        for w in range(0, end, 64):
            t, p = load(at[0] + w), either(load(at[1] + w), load(at[2] + w))
            store(sure + w, invert(p))
            store(possible + w, invert(t))
    else:  # CHOICE
        for w in range(0, end, 64):
            c_t, c_p = load(at[0] + w), either(load(at[1] + w), load(at[2] + w))
            a_t, a_p = load(at[3] + w), either(load(at[4] + w), load(at[5] + w))
            b_t, b_p = load(at[6] + w), either(load(at[7] + w), load(at[8] + w))
            store(sure + w, both(either(a_t, invert(c_p)), either(c_t, b_t)))
            store(possible + w, either(both(c_p, a_p), both(b_p, invert(c_t))))


@njit(nogil=True, error_model="numpy")
def _first(end, t, p, u, sure, possible):  # type: ignore[no-untyped-def]
    for w in range(0, end, 64):
        store(sure + w, load(t + w))
        store(possible + w, either(load(p + w), load(u + w)))
    return True


@njit(nogil=True, error_model="numpy")
def _next(end, t, p, u, sure, possible):  # type: ignore[no-untyped-def]
    """AND of one node more; whether any row may still meet them all."""
    left = load(possible)
    left = both(left, invert(left))
    for w in range(0, end, 64):
        store(sure + w, both(load(sure + w), load(t + w)))
        still = both(load(possible + w), either(load(p + w), load(u + w)))
        store(possible + w, still)
        left = either(left, still)
    return some(left)


@compiled
def run(  # type: ignore[no-untyped-def]
    steps,
    args,
    nodes,
    needs,
    first,
    members,
    sources,
    sizes,
    begin,
    end,
    block,
    arena,
    done,
    at,
    sure,
    possible,
    stride,
):
    """T and P of every group for the words ``begin`` … ``end`` of 64 rows, in blocks of ``block`` words, a multiple of 8.

    ``first`` and ``members`` are the groups: the nodes ``members[first[g]:first[g + 1]]``. ``sources`` and ``sizes``
    are the addresses of the codes and their bytes each. ``arena`` is the address of ``slots * block`` words of which
    the slots ZEROS and ONES are filled in; ``done`` (one per step) says for which block a step was last run, and
    ``at`` has room for the arguments of any step. Group ``g`` is written at ``sure + g * stride`` and ``possible + g *
    stride``, word after word.
    """
    size = 8 * block
    for start in range(begin, end, block):
        count = min(block, end - start)
        length = (8 * count + 63) // 64 * 64
        for group in range(len(first) - 1):
            to_sure, to_possible = sure + group * stride + 8 * start, possible + group * stride + 8 * start
            t_all, p_all = to_sure, to_possible
            if length != 8 * count:
                t_all, p_all = arena + SPARE * size, arena + (SPARE + 1) * size
            alive = True
            if first[group] == first[group + 1]:
                _first(length, arena + ONES * size, arena + ONES * size, arena, t_all, p_all)
            for position in range(first[group], first[group + 1]):
                node = nodes[members[position]]
                if node[4] > node[3] and done[needs[node[4] - 1]] != start:
                    if not alive:
                        break
                    for position_of_need in range(node[3], node[4]):
                        number = needs[position_of_need]
                        if done[number] == start:
                            continue
                        done[number] = start
                        step = steps[number]
                        if step[0] == RANGE or step[0] == MASK:
                            _tests(step, sources, sizes, start, count, arena + step[1] * size)
                        elif step[0] == RANGES:
                            width = sizes[step[3]]
                            codes = sources[step[3]] + 64 * start * width
                            _four_tests(args, step[4], codes, width, count, arena, size)
                        else:
                            for k in range(step[3], step[4]):
                                at[k - step[3]] = arena + args[k] * size
                            last = step[4] - step[3]
                            _joins(step[0], at, last, length, arena + step[1] * size, arena + step[2] * size)
                t, p, u = arena + node[0] * size, arena + node[1] * size, arena + node[2] * size
                if position == first[group]:
                    alive = _first(length, t, p, u, t_all, p_all)
                else:
                    alive = _next(length, t, p, u, t_all, p_all)
            if length != 8 * count:
                for word in range(count):
                    move(t_all + 8 * word, to_sure + 8 * word)
                    move(p_all + 8 * word, to_possible + 8 * word)
