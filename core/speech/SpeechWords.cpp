#include "core/speech/SpeechWords.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct NamedWords
{
    QLatin1StringView language;
    QStringView code;
    QStringView link;
};

// Not through tr(): what counts is the language of the voice, not that of the window.
constexpr NamedWords kSpeechWords[] = {
    {"en"_L1, u"a piece of code", u"link to %1"},       {"de"_L1, u"ein Stück Code", u"Link zu %1"},
    {"fr"_L1, u"un extrait de code", u"lien vers %1"},  {"es"_L1, u"un fragmento de código", u"enlace a %1"},
    {"pt"_L1, u"um trecho de código", u"link para %1"}, {"zh"_L1, u"一段代码", u"%1 的链接"},
    {"ja"_L1, u"コードの一部", u"%1 へのリンク"},       {"ar"_L1, u"مقطع برمجي", u"رابط إلى %1"},
};
} // namespace

SpeechWords speechWords(const QString &language)
{
    const QString base = QString(language).replace(u'_', u'-').section(u'-', 0, 0).toLower();
    const NamedWords *found = &kSpeechWords[0];
    for (const NamedWords &words : kSpeechWords) {
        if (base == words.language)
            found = &words;
    }
    return {found->code.toString(), found->link.toString()};
}

} // namespace CloneMemoria
