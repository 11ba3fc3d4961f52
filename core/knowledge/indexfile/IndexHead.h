#pragma once

#include "core/knowledge/indexfile/Checksum.h"

#include <QStringList>

#include <array>
#include <cstddef>
#include <span>

namespace CloneMemoria {

/// What a file's contents belong to, in its head: SHA-256 of the texts, each with its end.
std::array<std::byte, 32> hashOfKind(const QStringList &texts);

/// The sum of what comes before a head's own `headSum`, which is its last member.
template <typename Head>
quint64 headSumOf(const Head &head)
{
    static_assert(offsetof(Head, headSum) + sizeof(quint64) == sizeof(Head));
    Checksum sum;
    sum.add(std::as_bytes(std::span(&head, 1)).first(offsetof(Head, headSum)));
    return sum.value();
}

} // namespace CloneMemoria
