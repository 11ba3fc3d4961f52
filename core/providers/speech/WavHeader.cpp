#include "core/providers/speech/WavHeader.h"

#include <QtEndian>
#include <limits>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kRiffHeaderBytes = 12;
constexpr qsizetype kChunkHeaderBytes = 8;

template <typename T>
void appendLittleEndian(QByteArray &bytes, T value)
{
    const T ordered = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char *>(&ordered), sizeof ordered);
}

void setSize(QByteArray &file, qsizetype at, qsizetype size)
{
    const auto bounded = static_cast<quint32>(std::min<qint64>(size, std::numeric_limits<quint32>::max()));
    qToLittleEndian(bounded, file.data() + at);
}
} // namespace

QByteArray wavHeader(int sampleRate, int channels, qsizetype dataBytes)
{
    const auto rate = static_cast<quint32>(sampleRate);
    const auto frame = static_cast<quint16>(channels * 2);
    QByteArray header("RIFF");
    appendLittleEndian(header, static_cast<quint32>(36 + dataBytes));
    header.append("WAVEfmt ");
    appendLittleEndian(header, quint32(16));
    appendLittleEndian(header, quint16(1)); // PCM
    appendLittleEndian(header, static_cast<quint16>(channels));
    appendLittleEndian(header, rate);
    appendLittleEndian(header, rate * frame);
    appendLittleEndian(header, frame);
    appendLittleEndian(header, quint16(16));
    header.append("data");
    appendLittleEndian(header, static_cast<quint32>(dataBytes));
    return header;
}

Result<QByteArray> withTrueWavSizes(QByteArray file)
{
    if (file.size() < kRiffHeaderBytes || !file.startsWith("RIFF") || file.mid(8, 4) != "WAVE")
        return fail(ErrorKind::BadResponse, u"No RIFF/WAVE file: %1 bytes"_s.arg(file.size()),
                    u"audio-format"_s);
    qsizetype at = kRiffHeaderBytes;
    while (at + kChunkHeaderBytes <= file.size()) {
        const qsizetype stated = qFromLittleEndian<quint32>(file.constData() + at + 4);
        const qsizetype there = file.size() - at - kChunkHeaderBytes;
        if (file.mid(at, 4) == "data") {
            // A length that fits is right: other chunks may follow it. 0 is what some write before they know.
            if (stated == 0 || stated > there)
                setSize(file, at + 4, there);
            setSize(file, 4, file.size() - 8);
            return file;
        }
        at += kChunkHeaderBytes + stated + (stated & 1);
    }
    return fail(ErrorKind::BadResponse, u"A RIFF/WAVE file without sound"_s, u"audio-format"_s);
}

} // namespace CloneMemoria
