#pragma once

#include <QByteArrayView>

#include <cstdint>

namespace CloneMemoria {

/// FNV-1a, 64 bits: the same on every machine and in every run (qHash is seeded), so that what is derived from a text
/// can be stored and tested. Not for secrets.
constexpr std::uint64_t stableHash(QByteArrayView bytes, std::uint64_t seed = 0xcbf29ce484222325U)
{
    std::uint64_t hash = seed;
    for (const char byte : bytes) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 0x100000001b3U;
    }
    // The low bits of FNV mix poorly for short inputs, and those are what a modulo takes.
    hash ^= hash >> 32;
    hash *= 0xd6e8feb86659fd93U;
    return hash ^ (hash >> 32);
}

} // namespace CloneMemoria
