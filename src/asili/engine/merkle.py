"""Merkle tree over a growing list, with proofs of inclusion and of consistency.

Method: the tree of Certificate Transparency. With H = SHA-256, the hash of a leaf is
H(0x00 || data), of an inner node H(0x01 || left || right), of the empty tree H(""). A tree of n
leaves splits at the largest power of two below n. A proof is the list of hashes of the sub-trees
beside a path; which sub-trees those are depends on sizes alone (`inclusion_ranges`,
`consistency_ranges`), so that a caller who stores sub-tree hashes need not hash the leaves again.

Sources: RFC 6962 section 2.1 (tree, proofs); RFC 9162 sections 2.1.3.2 and 2.1.4.2 (verification).

Assumptions: SHA-256 is collision resistant. Hashes are 32 bytes; positions and sizes count leaves.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, Self

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

Range = tuple[int, int]
"""A run of leaves, from the first up to and not including the second."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of the node above two sub-trees."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree: all that is needed to append leaves and to know the root.

    Holds one hash for each complete sub-tree, at most one per bit of the size.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Start from nothing, or from the given leaf hashes."""
        self.size = 0
        self._peaks: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash at the right."""
        if len(leaf) != HASH_SIZE:
            raise ValueError(f"a leaf hash has {HASH_SIZE} bytes, not {len(leaf)}")
        complete = self.size
        while complete & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            complete >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Root of the tree of all leaves appended so far."""
        if not self._peaks:
            return EMPTY_ROOT
        *rest, root = self._peaks
        for peak in reversed(rest):
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        """The size as 8 big-endian bytes, then the hashes from the largest sub-tree down."""
        return self.size.to_bytes(8, "big") + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises ValueError where length and size disagree."""
        size, hashes = int.from_bytes(stored[:8], "big"), stored[8:]
        if len(stored) < 8 or len(hashes) != size.bit_count() * HASH_SIZE:
            raise ValueError("the stored frontier does not have the length that its size asks for")
        frontier = cls()
        frontier.size = size
        frontier._peaks = [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]
        return frontier


def root(leaves: Iterable[bytes]) -> bytes:
    """Root of the tree over leaf hashes."""
    return Frontier(leaves).root()


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Sub-trees whose hashes prove that leaf ``index`` is in the tree of ``size``, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    ranges: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Sub-trees whose hashes prove that the tree of ``first`` leaves begins that of ``second``."""
    if not 0 < first <= second:
        raise ValueError(f"no proof leads from {first} leaves to {second}")
    ranges: list[Range] = []
    start, end = 0, second
    while first < end:
        middle = start + _split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start > 0:  # the tree of the first leaves is not itself a sub-tree: its last part is shown
        ranges.append((start, end))
    return ranges[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Proof that leaf ``index`` belongs to the tree over all given leaf hashes."""
    return [root(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Proof that the tree over all leaf hashes only appends to the tree of the ``first`` ones."""
    return [root(leaves[start:end]) for start, end in consistency_ranges(first, len(leaves))]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether the proof shows a leaf hash at ``index`` of the tree of ``size`` with that root."""
    if not 0 <= index < size:
        return False
    here, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            value = node_hash(sibling, value)
            here, last = _climb(here, last)
        else:
            value = node_hash(value, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and value == expected_root


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the second tree only appends to the first."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first.bit_count() == 1 else list(proof)
    if not path:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            here, last = _climb(here, last)
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """Largest power of two below ``size``, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def _climb(here: int, last: int) -> Range:
    """Skip the levels at which the right edge has no sibling."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
