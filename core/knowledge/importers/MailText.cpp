#include "core/knowledge/importers/MailText.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
bool isQuotedLine(const QString &line)
{
    return line.startsWith(u'>');
}

// "-----Original Message-----"
bool isOriginalLine(const QString &line)
{
    static const QRegularExpression expression(
        uR"(^\s*-{2,}\s*(Original Message|Original Appointment|Ursprüngliche Nachricht|Message d['’]origine|Mensaje original|Mensagem original|Messaggio originale|Oorspronkelijk bericht|Исходное сообщение|Oryginalna wiadomość)\s*-{2,}\s*$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    // Most lines of a mailbox are seen here: what can't match isn't tried.
    return line.contains("--"_L1) && expression.match(line).hasMatch();
}

// "---------- Forwarded message ----------", "Begin forwarded message:"
bool isForwardLine(const QString &line)
{
    static const QRegularExpression ruled(
        uR"(^\s*-{2,}\s*(Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Mensagem (re)?encaminhada|Messaggio inoltrato|Doorgestuurd bericht|Пересылаемое сообщение|Перенаправленное сообщение|Przekazana wiadomość|Treść przekazanej wiadomości|转发的邮件)\s*-{2,}\s*$)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    static const QRegularExpression begun(
        uR"(^\s*(Begin forwarded message|Anfang der weitergeleiteten (Nachricht|E-Mail)|Début du message (réexpédié|transféré)|Inicio del mensaje reenviado|Início da mensagem (re)?encaminhada|Inizio( del)? messaggio inoltrato|Begin doorgestuurd bericht|Начало переадресованного сообщения)\s?:\s*$)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    constexpr qsizetype kLongest = 120;
    return line.size() <= kLongest
           && (line.contains("--"_L1) ? ruled.match(line).hasMatch()
                                      : line.trimmed().endsWith(u':') && begun.match(line).hasMatch());
}

// The head of an earlier mail, as Outlook puts it: "Von: … / Gesendet: … / An: …".
bool isHeadBlock(const QStringList &lines, qsizetype at)
{
    static const QRegularExpression first(uR"(^\s*\*?(From|Von|De|Da|Van|От)\s?:\*?\s+\S)"_s);
    static const QRegularExpression second(
        uR"(^\s*\*?(Sent|Gesendet|Envoyé|Enviado( el| em)?|Inviato|Verzonden|Отправлено|Date|Datum|Fecha|Data)\s?:\*?\s)"_s);
    static const QRegularExpression third(
        uR"(^\s*\*?(To|An|À|A|Para|Aan|Кому|Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Тема)\s?:\*?\s)"_s);
    constexpr qsizetype kLines = 6;
    constexpr qsizetype kLongestKey = 12;
    if (!lines.at(at).left(kLongestKey).contains(u':') || !first.match(lines.at(at)).hasMatch())
        return false;
    bool isDated = false;
    bool isAddressed = false;
    for (qsizetype i = at + 1; i < std::min(at + kLines, lines.size()); ++i) {
        isDated = isDated || second.match(lines.at(i)).hasMatch();
        isAddressed = isAddressed || third.match(lines.at(i)).hasMatch();
    }
    return isDated && isAddressed;
}

// "On Mon, 8 May 2023, Ben wrote:" in the languages that begin such a line with a word of theirs.
bool isAttribution(const QString &text)
{
    static const QRegularExpression expression(
        uR"(^\s*(On|Am|Le|El|Em|Il|Op|W dniu|On the)\b.{6,300}\b(wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|napisał\(?a?\)?)\b.{0,80}:\s*$)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return expression.match(text).hasMatch();
}

// "8 мая 2023 г., Ben <ben@example.org>:" in those that begin with the date or its day.
bool isDatedAttribution(const QString &text)
{
    static const QRegularExpression expression(
        uR"(^[^\d.!?:;]{0,24}\d.{0,200}(<\s*[^<>\s]+@[^<>\s]+>|\b(пишет|написал\(?а?\)?)|さん?(は書きました|のメール)|写道|님이 작성).{0,20}[:：]\s*$)"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    return expression.match(text).hasMatch();
}

// The lines from `first` to `last` as one.
QString joinedWords(const QStringList &lines, qsizetype first, qsizetype last)
{
    QStringList words;
    for (qsizetype i = first; i <= last; ++i)
        words.append(lines.at(i).trimmed());
    return words.join(u' ');
}

bool saysWhoWrote(const QString &text)
{
    constexpr qsizetype kLongest = 500;
    return text.size() <= kLongest
           && std::any_of(text.begin(), text.end(), [](QChar c) { return c.isDigit(); })
           && (isAttribution(text) || isDatedAttribution(text));
}

// How many lines from here on say who wrote what is quoted below them; 0 where they don't.
qsizetype attributionLines(const QStringList &lines, qsizetype at)
{
    constexpr qsizetype kMost = 3;
    for (qsizetype i = at; i < std::min(at + kMost, lines.size()); ++i) {
        const QString line = lines.at(i).trimmed();
        if (line.isEmpty() || isQuotedLine(line))
            return 0;
        if ((line.back() != u':' && line.back() != u'：') || !saysWhoWrote(joinedWords(lines, at, i)))
            continue;
        // Where fewer lines say it as well, somebody's own words stand right above them.
        for (qsizetype later = at + 1; later <= i; ++later) {
            if (saysWhoWrote(joinedWords(lines, later, i)))
                return 0;
        }
        return i - at + 1;
    }
    return 0;
}

bool isSomethingQuotedAfter(const QStringList &lines, qsizetype at)
{
    while (at < lines.size() && lines.at(at).trimmed().isEmpty())
        ++at;
    return at < lines.size() && isQuotedLine(lines.at(at));
}

bool hasWords(const QStringList &lines)
{
    return std::any_of(lines.begin(), lines.end(), [](const QString &line) {
        return std::any_of(line.begin(), line.end(), [](QChar c) { return c.isLetterOrNumber(); });
    });
}

QString joinedLines(const QStringList &lines)
{
    static const QRegularExpression gaps(uR"(\n[ \t]*\n([ \t]*\n)+)"_s);
    return lines.join(u'\n').replace(gaps, u"\n\n"_s).trimmed();
}
} // namespace

QString ownWords(const QString &body, bool isForwarding)
{
    QStringList lines = body.split(u'\n');
    QStringList own;
    bool isHeadWanted = isForwarding; // the next head of a mail belongs to what is forwarded
    bool isMarked = false;            // some programs quote what they forward
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (isMarked && isQuotedLine(lines.at(i)))
            lines[i] = lines.at(i).sliced(lines.at(i).startsWith("> "_L1) ? 2 : 1);
        const QString &line = lines.at(i);
        if ((line == "-- "_L1 || line == "--"_L1) && !isHeadWanted)
            break;
        const bool isOriginal = isOriginalLine(line);
        if (isForwardLine(line)) {
            isHeadWanted = true;
            isMarked = isSomethingQuotedAfter(lines, i + 1);
        } else if (isOriginal || isHeadBlock(lines, i)) {
            if (hasWords(own) && !isHeadWanted) {
                if (!own.isEmpty() && own.last().startsWith("____"_L1))
                    own.removeLast();
                break;
            }
            isHeadWanted = isOriginal && isHeadWanted; // a head follows such a line
        }
        if (isQuotedLine(line))
            continue;
        if (const qsizetype count = attributionLines(lines, i); count > 0) {
            // Where the quotation isn't marked, all that follows is it.
            if (!isSomethingQuotedAfter(lines, i + count))
                break;
            i += count - 1;
            continue;
        }
        own.append(line);
    }
    return joinedLines(own);
}

bool isForwarding(const QString &subject)
{
    static const QRegularExpression prefix(
        uR"(^\s*\[?(Fwd?|Fw|WG|TR|RV|ENC|Doorst|PD|VS|VL|转发|轉寄)\s*[:：])"_s,
        QRegularExpression::CaseInsensitiveOption);
    return prefix.match(subject).hasMatch();
}

QString unflowed(const QString &text, bool isSpaceDropped)
{
    QString joined;
    bool isOpen = false;
    for (const QString &line : text.split(u'\n')) {
        const bool isQuoted = isQuotedLine(line);
        // A space was put in front of what would look quoted.
        const QString content = !isQuoted && line.startsWith(u' ') ? line.sliced(1) : line;
        if (!joined.isEmpty() && !(isOpen && !isQuoted))
            joined += u'\n';
        if (isOpen && !isQuoted && isSpaceDropped)
            joined.chop(1);
        joined += content;
        isOpen = !isQuoted && content.endsWith(u' ') && content != "-- "_L1;
    }
    return joined;
}

QString withoutArmour(const QString &text)
{
    static const QRegularExpression begun(uR"(^begin [0-7]{3,4} (\S.*)$)"_s);
    if (!text.contains("-----BEGIN PGP "_L1) && !text.contains("begin "_L1))
        return text;
    const QStringList lines = text.split(u'\n');
    QStringList kept;
    bool isSigned = false;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString &line = lines.at(i);
        const auto skipTo = [&](QLatin1StringView end) {
            const qsizetype found = lines.indexOf(end, i);
            i = found < 0 ? lines.size() : found;
        };
        if (line == "-----BEGIN PGP SIGNED MESSAGE-----"_L1) {
            isSigned = true;
            while (i + 1 < lines.size() && !lines.at(i).trimmed().isEmpty())
                ++i; // "Hash: SHA1", and an empty line
        } else if (line == "-----BEGIN PGP SIGNATURE-----"_L1) {
            isSigned = false;
            skipTo("-----END PGP SIGNATURE-----"_L1);
        } else if (line == "-----BEGIN PGP MESSAGE-----"_L1) {
            skipTo("-----END PGP MESSAGE-----"_L1);
        } else if (const auto file = begun.match(line); file.hasMatch() && lines.indexOf(u"end"_s, i) > i) {
            kept.append(u"[attached: %1]"_s.arg(file.captured(1)));
            skipTo("end"_L1);
        } else {
            kept.append(isSigned && line.startsWith("- "_L1) ? line.sliced(2) : line);
        }
    }
    return kept.join(u'\n');
}

QString withoutMboxQuotes(const QString &text)
{
    static const QRegularExpression quoted(u"^>(>*From )"_s, QRegularExpression::MultilineOption);
    QString plain = text;
    return plain.replace(quoted, u"\\1"_s);
}

} // namespace CloneMemoria
