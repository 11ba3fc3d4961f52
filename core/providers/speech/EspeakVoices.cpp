#include "core/providers/speech/EspeakVoices.h"

#include <QRegularExpression>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

QList<EspeakVoice> parseEspeakVoices(const QByteArray &output)
{
    //  5  en-029          --/M      English_(Caribbean) gmw/en-029           (en 10)
    static const QRegularExpression line(u"^\\s*\\d+\\s+(\\S+)\\s+\\S+\\s+(\\S+)\\s+\\S+(.*)$"_s);
    static const QRegularExpression other(u"\\((\\S+) \\d+\\)"_s);
    QList<EspeakVoice> voices;
    for (const QString &text : QString::fromUtf8(output).split(u'\n')) {
        const QRegularExpressionMatch match = line.match(text);
        if (!match.hasMatch())
            continue;
        EspeakVoice voice{match.captured(1), match.captured(2).replace(u'_', u' ').trimmed(), {}};
        for (auto others = other.globalMatch(match.captured(3)); others.hasNext();)
            voice.alsoSpeaks.append(others.next().captured(1));
        voices.append(std::move(voice));
    }
    return voices;
}

QString espeakVoiceFor(const QString &language, const QList<EspeakVoice> &voices)
{
    const QString wanted = language.toLower().replace(u'_', u'-');
    const QString primary = wanted.section(u'-', 0, 0);
    for (const QString &tag : {wanted, primary, u"en"_s}) {
        if (tag.isEmpty())
            continue;
        for (const EspeakVoice &voice : voices) {
            if (voice.language.toLower() == tag)
                return voice.language;
        }
        for (const EspeakVoice &voice : voices) {
            if (voice.alsoSpeaks.contains(tag, Qt::CaseInsensitive)
                && voice.language.startsWith(tag + u'-', Qt::CaseInsensitive))
                return voice.language;
        }
        for (const EspeakVoice &voice : voices) {
            if (voice.alsoSpeaks.contains(tag, Qt::CaseInsensitive)
                || voice.language.startsWith(tag + u'-', Qt::CaseInsensitive))
                return voice.language;
        }
    }
    return voices.isEmpty() ? QString() : voices.front().language;
}

QByteArray espeakInput(const QString &text)
{
    QString clean;
    for (const QChar letter : text)
        clean.append(letter.category() == QChar::Other_Control && letter != u'\n' ? QChar(u' ') : letter);
    clean.replace("[["_L1, "[ ["_L1);
    return clean.toUtf8();
}

} // namespace CloneMemoria
