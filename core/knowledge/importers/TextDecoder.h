#pragma once

#include <QByteArray>
#include <QString>
#include <QStringDecoder>

#include <optional>

namespace CloneMemoria {

/// Makes text of a file's bytes as they come, however they are cut. The encoding is told by a byte order mark, else by
/// what the bytes look like where the first that isn't ASCII stands: UTF-16; UTF-8 (a few damaged places become
/// U+FFFD); an older encoding that uchardet recognises and this Qt knows (see decoderNamed); Windows-1252. Bounded
/// memory. One thread at a time.
class TextDecoder
{
public:
    TextDecoder() = default;
    /// Knows the encoding already, from a meta element or a header: "utf-8", "windows-1251".
    explicit TextDecoder(QStringDecoder decoder);

    /// Nothing where it is no text: NUL characters, or many other control characters.
    std::optional<QString> decode(const QByteArray &bytes);
    /// What is left at the end.
    std::optional<QString> finish();

private:
    enum class State { Start, Ascii, Windows1252, Decoding, Binary };

    std::optional<QString> advance(bool atEnd);
    QString convert(const QByteArray &bytes);
    bool isBinary(const QString &text, bool atEnd);
    void recogniseStart();
    void recogniseRest(bool atEnd);

    State m_state = State::Start;
    QByteArray m_pending;
    QStringDecoder m_decoder;
    qsizetype m_characters = 0;
    qsizetype m_controls = 0;
};

/// All of a text at once. Nothing where it is no text. Any thread.
std::optional<QString> decodeText(const QByteArray &bytes);

/// The same of a text that is said to be in `charset`: by that where it fits what is there, else as if nothing were said.
std::optional<QString> decodeText(const QByteArray &bytes, const QByteArray &charset);

/// Whether this is the beginning (or, if `isWhole`, all) of a text, told by its bytes alone, with little doubt.
bool isClearlyText(const QByteArray &head, bool isWhole);

/// A decoder for the name of an encoding, as people and programs write it; an invalid one where Qt knows none. A Qt
/// without ICU knows Unicode and Latin-1 only.
QStringDecoder decoderNamed(const QByteArray &name);

} // namespace CloneMemoria
