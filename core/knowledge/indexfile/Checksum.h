#pragma once

#include <QtGlobal>
#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace CloneMemoria {

/// Notices damage in large files at the speed of memory; it is no protection against forgery. What is added is cut into
/// pieces of 32 bytes, so each addition but the last has a multiple of them. Any one flipped bit changes the sum, since
/// every step is reversible.
class Checksum
{
public:
    void add(std::span<const std::byte> bytes)
    {
        for (; bytes.size() >= sizeof(m_lanes); bytes = bytes.subspan(sizeof(m_lanes)))
            step(bytes.data());
        if (!bytes.empty()) {
            std::array<std::byte, sizeof(m_lanes)> rest{};
            std::memcpy(rest.data(), bytes.data(), bytes.size());
            step(rest.data());
        }
    }

    quint64 value() const
    {
        quint64 sum = m_steps;
        for (const quint64 lane : m_lanes)
            sum = (std::rotl(sum, 23) ^ lane) * kFactor;
        return sum ^ (sum >> 32);
    }

private:
    static constexpr quint64 kFactor = 0xD6E8FEB86659FD93; // odd, so that multiplying loses nothing

    void step(const std::byte *bytes)
    {
        for (quint64 &lane : m_lanes) {
            quint64 word = 0;
            std::memcpy(&word, bytes, sizeof word);
            bytes += sizeof word;
            lane = std::rotl((lane ^ word) * kFactor, 29);
        }
        ++m_steps;
    }

    std::array<quint64, 4> m_lanes{1, 2, 3, 4};
    quint64 m_steps = 0;
};

} // namespace CloneMemoria
