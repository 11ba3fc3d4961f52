#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QFuture>
#include <QList>
#include <QString>

namespace CloneMemoria {

struct SpeechRequest
{
    QString text;       ///< for the ear already: see speech/SpeechText
    QString voice;      ///< empty: the provider's default for the language
    QString language;   ///< BCP 47, may be empty
    double speed = 1.0; ///< 0.5 to 2

    bool operator==(const SpeechRequest &) const = default;
};

struct SpeechAudio
{
    QByteArray data;
    QString format; ///< "wav", "mp3", "ogg" (Opus, Vorbis), "flac", "aac", "mp4", "webm"

    bool operator==(const SpeechAudio &) const = default;
};

struct Voice
{
    QString id;
    QString name;     ///< as shown
    QString language; ///< BCP 47, may be empty

    bool operator==(const Voice &) const = default;
};

/// Turns text into sound. Lives on one thread; cancelling a future ends the work behind it.
class SpeechProvider
{
public:
    virtual ~SpeechProvider() = default;

    virtual QFuture<Result<SpeechAudio>> synthesize(const SpeechRequest &request) = 0;
    virtual QFuture<Result<QList<Voice>>> voices() = 0;
};

} // namespace CloneMemoria
