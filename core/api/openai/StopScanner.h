#pragma once

#include <QString>
#include <QStringList>

namespace CloneMemoria {

/// Ends a text that comes in pieces before the first of some sequences that is complete, wherever it is cut: what may be the beginning of
/// one is held back until it is known. A value.
class StopScanner
{
public:
    explicit StopScanner(QStringList sequences) : m_sequences(std::move(sequences)) { }

    /// What of the text so far can be given out. Nothing more once a sequence was found.
    QString feed(const QString &text);
    /// What was held back, where the text ends here.
    QString finish();
    bool hasFound() const { return m_found; }

private:
    QStringList m_sequences;
    QString m_held;
    bool m_found = false;
};

} // namespace CloneMemoria
