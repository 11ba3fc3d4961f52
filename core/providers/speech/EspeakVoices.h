#pragma once

#include "core/providers/speech/SpeechProvider.h"

#include <QStringList>

namespace CloneMemoria {

/// A line of `espeak-ng --voices`.
struct EspeakVoice
{
    QString language; ///< "en-gb"; also what -v takes
    QString name;
    QStringList alsoSpeaks; ///< further languages it stands for

    bool operator==(const EspeakVoice &) const = default;
};

/// The voices in the program's list; lines it can't make out are passed over.
QList<EspeakVoice> parseEspeakVoices(const QByteArray &output);

/// The voice for a BCP 47 language: exactly it, else the one that stands for it, else one of the same primary language,
/// else English. Empty only where the list is.
QString espeakVoiceFor(const QString &language, const QList<EspeakVoice> &voices);

/// Text as it can be given to the program: control characters and its own [[phoneme]] marks would be obeyed, not read.
QByteArray espeakInput(const QString &text);

} // namespace CloneMemoria
