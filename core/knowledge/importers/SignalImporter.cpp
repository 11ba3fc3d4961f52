#include "core/knowledge/importers/SignalImporter.h"

#include "core/knowledge/importers/ChatComposer.h"
#include "core/knowledge/importers/ChatTime.h"
#include "core/knowledge/importers/LineReader.h"

#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct HeadLine
{
    QString key;
    QString value;
};

// "From: Anna (+49170…)", "**Sent:** Mon, 8 May 2023 13:56:00 +0200"
std::optional<HeadLine> headLine(const QString &line)
{
    static const QRegularExpression expression(
        uR"(^(?:#+ |- |> )?\**(From|Type|Sent|Received|Attachment|Attachments|Quote|Reaction|Edited|Conversation|Date|To)\**:\**\s*(.*)$)"_s);
    const QRegularExpressionMatch match = expression.match(line);
    if (!match.hasMatch())
        return std::nullopt;
    return HeadLine{match.captured(1), match.captured(2).trimmed()};
}

// Without the number behind the name.
QString nameInHead(const QString &value)
{
    static const QRegularExpression number(uR"(\s*[(<]\+?[\d\s-]{5,}[)>]$)"_s);
    QString name = value;
    name.remove(number);
    return name.isEmpty() ? value : name;
}

class SignalMessages
{
public:
    explicit SignalMessages(ChatComposer &composer) : m_composer(composer) { }

    // `next` tells a head from a message that has "From:" in it.
    Result<void> add(const QString &line, const QString &next)
    {
        const std::optional<HeadLine> head = headLine(line);
        const std::optional<HeadLine> following = headLine(next);
        if (head && head->key == "From"_L1 && following && following->key != "From"_L1) {
            CM_TRY(finish());
            m_entry.speaker = nameInHead(head->value);
            m_isHead = true;
            return {};
        }
        if (m_entry.speaker.isEmpty()) { // before the first message
            if (head && head->key == "Conversation"_L1 && !head->value.isEmpty())
                m_composer.setTitle(u"Chat with %1"_s.arg(nameInHead(head->value)));
            return {};
        }
        if (!m_isHead) {
            m_entry.text += line + u'\n';
        } else if (!head) {
            m_isHead = false;
            m_entry.text += line + u'\n';
        } else if (head->key == "Sent"_L1 || head->key == "Date"_L1) {
            m_entry.happenedAt = timeFromText(head->value);
        } else if (head->key.startsWith("Attachment"_L1) && !head->value.isEmpty()) {
            m_files.append(u"[attached: %1]"_s.arg(head->value));
        }
        return {};
    }

    Result<void> finish()
    {
        QString text = m_entry.text.trimmed();
        while (text.endsWith("\n---"_L1)) // a rule between messages
            text = text.chopped(4).trimmed();
        m_files.append(text);
        m_files.removeAll(QString());
        m_entry.text = m_files.join(u'\n');
        m_files.clear();
        if (m_entry.speaker.isEmpty())
            return {};
        return m_composer.add(std::exchange(m_entry, {}));
    }

private:
    ChatComposer &m_composer;
    ChatEntry m_entry;
    QStringList m_files;
    bool m_isHead = false;
};
} // namespace

QString SignalImporter::format() const
{
    return u"signal"_s;
}

Fit SignalImporter::fit(const FileProbe &probe) const
{
    if (!QStringList{u""_s, u"txt"_s, u"text"_s, u"md"_s, u"markdown"_s}.contains(probe.suffix))
        return Fit::No;
    const QStringList lines = linesOfHead(probe);
    int messages = 0;
    for (qsizetype i = 0; i + 2 < lines.size(); ++i) {
        const auto from = headLine(lines.at(i));
        if (!from || from->key != "From"_L1)
            continue;
        // A letter has "To:" and "Subject:".
        QStringList keys;
        for (qsizetype j = i + 1; j < std::min(i + 5, lines.size()); ++j) {
            const auto head = headLine(lines.at(j));
            if (!head)
                break;
            keys.append(head->key);
        }
        messages += keys.contains("Sent"_L1) && (keys.contains("Type"_L1) || !keys.contains("To"_L1));
    }
    return messages >= 2 || (messages == 1 && lines.first().startsWith("Conversation:"_L1)) ? Fit::Exact
                                                                                            : Fit::No;
}

Result<void> SignalImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    ChatComposer composer(sink, chatTitleOf(probe), probe);
    SignalMessages messages(composer);
    LineReader reader(probe);
    QString line;
    QString next;
    CM_TRY_ASSIGN(isAny, reader.next(line));
    for (bool more = isAny; more;) {
        CM_TRY_ASSIGN(isNext, reader.next(next));
        CM_TRY(sink.progress(reader.bytesRead()));
        CM_TRY(messages.add(line, isNext ? next : QString()));
        more = isNext;
        line.swap(next);
    }
    CM_TRY(messages.finish());
    return composer.finish();
}

} // namespace CloneMemoria
