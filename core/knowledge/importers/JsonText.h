#pragma once

#include "core/base/Result.h"

#include <QList>
#include <QString>

#include <functional>

namespace CloneMemoria {

/// Makes readable text of JSON as it is parsed: "address.city: Berlin", a line for each value that says something; each
/// object in a list begins a paragraph; short values of a list share a line. One thread.
class JsonText
{
public:
    explicit JsonText(std::function<Result<void>(const QString &)> out);

    /// False where they are nested deeper than kMaxNesting.
    bool beginObject();
    bool beginArray();
    void end(); ///< of either
    void key(const QString &name);
    void value(const QString &text);
    void endDocument(); ///< another one may follow, as in JSON Lines

    Result<void> state() const { return m_state; }

private:
    struct Level
    {
        bool isArray = false;
        qsizetype pathSize = 0; ///< of what is around it
    };

    bool begin(bool isArray);
    void breakParagraph();
    void put(const QString &text);

    std::function<Result<void>(const QString &)> m_out;
    Result<void> m_state;
    QList<Level> m_levels;
    QString m_path;
    QString m_listPath; ///< whose values the last line holds
    bool m_lineIsList = false;
    bool m_atParagraph = true;
    bool m_any = false;
};

} // namespace CloneMemoria
