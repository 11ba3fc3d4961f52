#pragma once

#include <QString>

namespace CloneMemoria {

/// Makes valid UTF-16 of pieces of text whose surrogate pairs may be cut between two of them; a half that stays alone
/// becomes U+FFFD.
class PairJoiner
{
public:
    QString feed(const QString &text)
    {
        QString all = m_half + text;
        m_half.clear();
        if (!all.isEmpty() && all.back().isHighSurrogate()) {
            m_half = all.back();
            all.chop(1);
        }
        for (qsizetype at = 0; at < all.size(); ++at) {
            if (all[at].isHighSurrogate() && at + 1 < all.size() && all[at + 1].isLowSurrogate())
                ++at;
            else if (all[at].isSurrogate())
                all[at] = QChar(QChar::ReplacementCharacter);
        }
        return all;
    }

    QString finish()
    {
        return std::exchange(m_half, {}).isEmpty() ? QString() : QString(QChar(QChar::ReplacementCharacter));
    }

private:
    QString m_half; ///< a high surrogate that came last, or nothing
};

} // namespace CloneMemoria
