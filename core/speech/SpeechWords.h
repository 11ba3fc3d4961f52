#pragma once

#include <QString>

namespace CloneMemoria {

/// The few words that speech puts in place of what can't be read aloud.
struct SpeechWords
{
    QString code; ///< "a piece of code"
    QString link; ///< "link to %1", with a host
};

/// In that language (BCP 47, only its first part counts); English where it isn't known.
SpeechWords speechWords(const QString &language);

} // namespace CloneMemoria
