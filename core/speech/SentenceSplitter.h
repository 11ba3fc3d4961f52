#pragma once

#include <QString>
#include <QStringList>

namespace CloneMemoria {

/// Cuts a text into what is spoken at a time. Sentences end where Unicode says so (UAX 29), but not after the usual
/// abbreviations, initials and the number of a list item. Joined without loss but for the white space between.
class SentenceSplitter
{
public:
    /// Lengths in UTF-16 units.
    struct Limits
    {
        int firstEnough =
            40; ///< a first piece this long is spoken at once; a shorter one takes the next sentence too
        int first = 200;
        int rest = 800;
    };

    static QStringList sentences(const QString &text);

    /// Whole sentences in pieces within the limits: a short first piece that is soon synthesised, longer ones after it.
    /// A sentence longer than a piece is cut after a comma or the like, else between words, else anywhere between
    /// characters. Pieces without a letter or a digit are left out: there is nothing to say in them.
    static QStringList pieces(const QString &text, const Limits &limits);
    static QStringList pieces(const QString &text) { return pieces(text, Limits{}); }
};

} // namespace CloneMemoria
