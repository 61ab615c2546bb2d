"""The tree of RFC 6962 against its published vectors and against the recursive definition."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asili.engine.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# Reference leaves and hashes published with Certificate Transparency.
DATA = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(data) for data in DATA]


def slow_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


def slow_path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*slow_path(m, leaves[:k]), slow_root(leaves[k:])]
    return [*slow_path(m - k, leaves[k:]), slow_root(leaves[:k])]


def slow_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [slow_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*slow_subproof(m, leaves[:k], whole), slow_root(leaves[k:])]
    return [*slow_subproof(m - k, leaves[k:], False), slow_root(leaves[:k])]


def many(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_published_roots_are_reproduced(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


def test_published_proofs_are_reproduced() -> None:
    assert [part.hex() for part in inclusion_proof(LEAVES, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [part.hex() for part in consistency_proof(LEAVES, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", [*range(1, 36), 63, 64, 65])
def test_roots_and_proofs_equal_the_recursive_definition_and_verify(size: int) -> None:
    leaves = many(size)
    whole = root(leaves)
    assert whole == slow_root(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert proof == slow_path(index, leaves)
        assert verify_inclusion(leaves[index], index, size, proof, whole)
    for first in range(1, size + 1):
        proof = consistency_proof(leaves, first)
        assert proof == slow_subproof(first, leaves, True)
        assert verify_consistency(first, size, slow_root(leaves[:first]), whole, proof)


@given(st.data(), st.integers(2, 70))
def test_a_changed_inclusion_proof_is_refused(data: st.DataObject, size: int) -> None:
    leaves = many(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    whole = root(leaves)
    at = data.draw(st.integers(0, len(proof) - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    wrong = [*proof[:at], leaf_hash(b"another"), *proof[at + 1 :]]
    assert not verify_inclusion(leaves[index], index, size, wrong, whole)
    assert not verify_inclusion(leaves[index], other, size, proof, whole)
    assert not verify_inclusion(leaves[other], index, size, proof, whole)
    assert not verify_inclusion(leaves[index], index, size, proof[:-1], whole)
    assert not verify_inclusion(leaves[index], index, size, [*proof, proof[0]], whole)
    assert not verify_inclusion(leaves[index], size, size, proof, whole)


@given(st.data(), st.integers(2, 70))
def test_a_rewritten_history_is_refused(data: st.DataObject, size: int) -> None:
    leaves = many(size)
    first = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, first - 1))
    rewritten = [*leaves[:changed], leaf_hash(b"another"), *leaves[changed + 1 :]]
    old, new = root(leaves[:first]), root(rewritten)
    proof = consistency_proof(rewritten, first)
    assert not verify_consistency(first, size, old, new, proof)
    honest = consistency_proof(leaves, first)
    assert not verify_consistency(first, size, old, new, honest)
    assert not verify_consistency(first, size, old, root(leaves), honest[:-1])
    assert not verify_consistency(first, size, old, root(leaves), [*honest, old])


def test_proofs_between_impossible_sizes_are_refused() -> None:
    leaves = many(5)
    whole = root(leaves)
    assert not verify_consistency(0, 5, EMPTY_ROOT, whole, [])
    assert not verify_consistency(6, 5, whole, whole, [])
    assert not verify_consistency(5, 5, whole, whole, [whole])
    assert not verify_consistency(3, 5, root(leaves[:3]), whole, [])
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(leaves, 0)
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(leaves, 5)


@given(st.integers(0, 200), st.integers(0, 50))
def test_a_stored_frontier_continues_where_it_stopped(before: int, after: int) -> None:
    leaves = many(before + after)
    frontier = Frontier.from_bytes(Frontier(leaves[:before]).to_bytes())
    for leaf in leaves[before:]:
        frontier.append(leaf)
    assert frontier.size == before + after
    assert frontier.root() == slow_root(leaves)


@pytest.mark.parametrize("stored", [b"", b"\x00" * 7, (3).to_bytes(8, "big") + b"\x00" * 32])
def test_a_frontier_of_the_wrong_length_is_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="length"):
        Frontier.from_bytes(stored)


def test_data_is_not_taken_for_a_leaf_hash() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier([b"data"])
