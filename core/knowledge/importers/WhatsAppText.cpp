#include "core/knowledge/importers/WhatsAppText.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr QChar kMark(0x200E); // in front of the program's own words on iPhones

struct Word
{
    QStringView begins;
    QLatin1StringView note;
};

// How the words for it begin, in the languages whose exports were seen.
QLatin1StringView noteOfWords(const QString &text)
{
    static constexpr Word kWords[] = {
        {u"image", "[picture]"_L1},        {u"bild", "[picture]"_L1},        {u"photo", "[picture]"_L1},
        {u"foto", "[picture]"_L1},         {u"imagen", "[picture]"_L1},      {u"imagem", "[picture]"_L1},
        {u"immagine", "[picture]"_L1},     {u"afbeelding", "[picture]"_L1},  {u"gif", "[picture]"_L1},
        {u"изображение", "[picture]"_L1},  {u"图像", "[picture]"_L1},        {u"画像", "[picture]"_L1},
        {u"video", "[video]"_L1},          {u"vidéo", "[video]"_L1},         {u"vídeo", "[video]"_L1},
        {u"видео", "[video]"_L1},          {u"视频", "[video]"_L1},          {u"動画", "[video]"_L1},
        {u"audio", "[voice message]"_L1},  {u"áudio", "[voice message]"_L1}, {u"аудио", "[voice message]"_L1},
        {u"sprach", "[voice message]"_L1}, {u"voice", "[voice message]"_L1}, {u"sticker", "[sticker]"_L1},
        {u"стикер", "[sticker]"_L1},       {u"figurinha", "[sticker]"_L1},   {u"contact", "[contact]"_L1},
        {u"kontakt", "[contact]"_L1},      {u"contato", "[contact]"_L1},     {u"contatto", "[contact]"_L1},
        {u"document", "[document]"_L1},    {u"dokument", "[document]"_L1},
    };
    const QString lower = text.toLower();
    for (const Word &word : kWords) {
        if (lower.startsWith(word.begins))
            return word.note;
    }
    return "[media]"_L1;
}

QString noteOfFile(const QString &name, const QString &suffix)
{
    static const QStringList pictures{u"jpg"_s, u"jpeg"_s, u"png"_s, u"gif"_s, u"heic"_s};
    static const QStringList videos{u"mp4"_s, u"mov"_s, u"3gp"_s, u"mkv"_s, u"webm"_s};
    static const QStringList sounds{u"opus"_s, u"ogg"_s, u"mp3"_s, u"m4a"_s, u"aac"_s, u"amr"_s, u"wav"_s};
    const QString lower = suffix.toLower();
    if (pictures.contains(lower))
        return u"[picture]"_s;
    if (videos.contains(lower))
        return u"[video]"_s;
    if (sounds.contains(lower))
        return u"[voice message]"_s;
    if (lower == "webp"_L1)
        return u"[sticker]"_s;
    if (lower == "vcf"_L1)
        return u"[contact]"_s;
    return u"[document: %1]"_s.arg(name.trimmed());
}

bool isKnownSuffix(const QString &suffix)
{
    static const QStringList suffixes = u"jpg jpeg png gif heic webp mp4 mov 3gp mkv webm opus ogg mp3 m4a "
                                        u"aac amr wav vcf pdf doc docx xls xlsx ppt pptx "
                                        "odt ods txt csv zip"_s.split(u' ');
    return suffixes.contains(suffix.toLower());
}

bool isDeletedNotice(const QString &text)
{
    static const QStringList notices{
        u"this message was deleted"_s,
        u"you deleted this message"_s,
        u"diese nachricht wurde gelöscht"_s,
        u"du hast diese nachricht gelöscht"_s,
        u"ce message a été supprimé"_s,
        u"vous avez supprimé ce message"_s,
        u"se eliminó este mensaje"_s,
        u"este mensaje fue eliminado"_s,
        u"eliminaste este mensaje"_s,
        u"mensagem apagada"_s,
        u"esta mensagem foi apagada"_s,
        u"você apagou esta mensagem"_s,
        u"questo messaggio è stato eliminato"_s,
        u"hai eliminato questo messaggio"_s,
        u"dit bericht is verwijderd"_s,
        u"je hebt dit bericht verwijderd"_s,
        u"u hebt dit bericht verwijderd"_s,
        u"сообщение удалено"_s,
        u"вы удалили это сообщение"_s,
        u"данное сообщение удалено"_s,
        u"このメッセージは削除されました"_s,
        u"此消息已被删除"_s,
        u"您删除了此消息"_s,
        u"삭제된 메시지입니다"_s,
        u"تم حذف هذه الرسالة"_s,
        u"bu mesaj silindi"_s,
        u"waiting for this message"_s,
        u"auf diese nachricht warten"_s,
        u"null"_s,
    };
    constexpr qsizetype kLongest = 90;
    QString lower = text.toLower();
    while (lower.endsWith(u'.') || lower.endsWith(u'。'))
        lower.chop(1);
    return lower.size() <= kLongest
           && std::any_of(notices.begin(), notices.end(), [&lower](const QString &notice) {
                  return lower == notice || (notice.startsWith("waiting"_L1) && lower.startsWith(notice));
              });
}

bool isEncryptionNotice(const QString &text)
{
    static const QRegularExpression words(
        uR"(end-to-end[- ](encrypt|versleuteld|crittograf)|ende-zu-ende-verschlüssel|chiffrés? de bout en bout|cifrad[oa]s de extremo a extremo|criptografia de ponta a ponta|crittografia end-to-end|crittografat[ie] end-to-end|сквозным шифрованием|端到端加密|エンドツーエンド)"_s,
        QRegularExpression::CaseInsensitiveOption);
    constexpr qsizetype kLongest = 400;
    return text.size() < kLongest && words.match(text).hasMatch();
}

// "<attached: IMG-1.jpg>" anywhere, "IMG-1.jpg (file attached)" and of old "IMG-1.jpg <attached>" as a line.
QString withNotes(const QString &text)
{
    static const QRegularExpression attached(
        uR"(\x{200E}?<[^<>:\n]{2,24}: ?([^<>\n]{1,200}\.(\w{2,5})) ?>)"_s);
    static const QRegularExpression old(
        uR"(^\x{200E}?([^\n/<>]{1,200}\.(\w{2,5})) <\x{200E}?[^<>\n\d]{4,24}>$)"_s,
        QRegularExpression::MultilineOption);
    static const QRegularExpression named(uR"(^\x{200E}?([^\n/]{1,200}\.(\w{2,5})) \([^()\n\d]{4,40}\)$)"_s,
                                          QRegularExpression::MultilineOption);
    QString result = text;
    for (const QRegularExpression *expression : {&attached, &named, &old}) {
        qsizetype from = 0;
        for (QRegularExpressionMatch match; (match = expression->match(result, from)).hasMatch();) {
            from = match.capturedEnd();
            if (!isKnownSuffix(match.captured(2)))
                continue;
            const QString note = noteOfFile(match.captured(1), match.captured(2));
            result.replace(match.capturedStart(), match.capturedLength(), note);
            from = match.capturedStart() + note.size();
        }
    }
    return result;
}

// "image omitted", "Bild weggelassen", and with a document's name in front.
bool isOmission(const QString &text)
{
    static const QRegularExpression words(
        uR"((omitted|weggelassen|ausgeschlossen|absente?s?|omise?s?|omitid[oa]s?|ocultad[oa]s?|ocult[oa]s?|omess[oaie]|weggelaten|опущен[оа]?|пропущен[оа]?|已忽略|は含まれていません|생략됨)\.?$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    constexpr qsizetype kLongest = 200;
    return text.size() < kLongest && !text.contains(u'\n') && words.match(text).hasMatch();
}

// What follows the mark that iPhones put in front of the program's own words.
QString markedText(const QString &text)
{
    if (isOmission(text))
        return noteOfWords(text);
    const bool isPoll = text.startsWith("POLL:"_L1) || text.startsWith("UMFRAGE:"_L1);
    const bool isPlace = text.contains("https://"_L1) && !text.contains(u'\n');
    return isPoll || isPlace || text.startsWith(u'[') ? text : QString();
}
} // namespace

QString whatsAppText(const QString &text)
{
    static const QRegularExpression edited(
        uR"(\s*(\x{200E}<[^<>:\n]{4,60}>|<(This message was edited|Diese Nachricht wurde bearbeitet\.?|Ce message a été modifié\.?|Se editó este mensaje\.?|Mensagem editada\.?)>)$)"_s);
    static const QRegularExpression placeholder(uR"(^<[^<>\n/]{3,60}>$)"_s);
    const QString whole = text.trimmed();
    QString shown = withNotes(whole);
    if (!shown.startsWith(kMark) || shown.indexOf(u'<') > 1)
        shown.remove(edited);
    const bool isMarked = shown.startsWith(kMark);
    QString words = shown;
    words.remove(kMark);
    words.remove(QChar(0x200F));
    words = words.trimmed();
    if (words.isEmpty() || isDeletedNotice(words) || isEncryptionNotice(words))
        return {};
    if (placeholder.match(words).hasMatch())
        return u"[media]"_s;
    // "Letter.pdf • 2 pages [mark]document omitted"
    if (const qsizetype mark = shown.lastIndexOf(kMark); mark > 0 && isOmission(shown.sliced(mark + 1)))
        return u"[document: %1]"_s.arg(shown.left(mark).section(u'•', 0, 0).remove(kMark).trimmed());
    return isMarked ? markedText(words) : words;
}

} // namespace CloneMemoria
