#include "core/domain/Validation.h"

#include <QRegularExpression>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
Result<void> validateLanguage(const QString &language)
{
    static const QRegularExpression tag(u"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$"_s);
    if (language.isEmpty() || (language.size() <= 35 && tag.match(language).hasMatch()))
        return {};
    return fail(ErrorKind::InvalidInput, u"not a BCP 47 tag"_s, u"language-unknown"_s, language.left(35));
}

Result<void> validateAvatar(const QString &avatar)
{
    if (avatar.isEmpty())
        return {};
    if (avatar.size() > kMaxAvatarLength)
        return fail(ErrorKind::InvalidInput, u"%1 characters"_s.arg(avatar.size()), u"avatar-invalid"_s);
    const auto decoded = QByteArray::fromBase64Encoding(avatar.toLatin1(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || !decoded.decoded.startsWith("\x89PNG\r\n\x1a\n"))
        return fail(ErrorKind::InvalidInput, u"not a PNG image in base64"_s, u"avatar-invalid"_s);
    return {};
}
} // namespace

QString cleanName(const QString &name)
{
    QString clean;
    clean.reserve(name.size());
    for (const QChar c : name)
        clean += c.category() == QChar::Other_Control ? QChar(u' ') : c;
    return clean.simplified();
}

Result<void> validateName(const QString &name)
{
    if (name.trimmed().isEmpty())
        return fail(ErrorKind::InvalidInput, u"the name is empty"_s, u"name-empty"_s);
    if (name.size() > kMaxNameLength)
        return fail(ErrorKind::InvalidInput, u"the name has %1 characters"_s.arg(name.size()),
                    u"name-too-long"_s);
    return {};
}

Result<void> validateClone(const Clone &clone)
{
    CM_TRY(validateName(clone.name));
    for (const QString *text :
         {&clone.relation, &clone.description, &clone.personality, &clone.speakingStyle, &clone.greeting}) {
        if (text->size() > kMaxPersonaTextLength)
            return fail(ErrorKind::InvalidInput, u"%1 characters"_s.arg(text->size()), u"text-too-long"_s);
    }
    const AiSettings &ai = clone.settings;
    for (const QString *id : {&ai.llmProvider, &ai.llmModel, &ai.embeddingProvider, &ai.embeddingModel,
                              &ai.ttsProvider, &ai.ttsVoiceId}) {
        if (id->size() > kMaxNameLength)
            return fail(ErrorKind::InvalidInput, u"an id has %1 characters"_s.arg(id->size()),
                        u"text-too-long"_s);
    }
    CM_TRY(validateLanguage(clone.language));
    CM_TRY(validateAvatar(clone.avatar));
    if (!(ai.temperature >= 0 && ai.temperature <= kMaxTemperature)) // false for NaN, too
        return fail(ErrorKind::InvalidInput, QString::number(ai.temperature), u"temperature-range"_s);
    if (ai.maxTokens && (*ai.maxTokens < 1 || *ai.maxTokens > kMaxAnswerTokens))
        return fail(ErrorKind::InvalidInput, QString::number(*ai.maxTokens), u"max-tokens-range"_s);
    return {};
}

} // namespace CloneMemoria
