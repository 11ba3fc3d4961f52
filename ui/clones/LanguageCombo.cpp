#include "ui/clones/LanguageCombo.h"

#include <QCollator>
#include <QLocale>

#include <algorithm>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
constexpr QLatin1StringView kLanguages[] = {"ar"_L1, "cs"_L1, "de"_L1, "el"_L1, "en"_L1, "es"_L1, "fa"_L1, "fr"_L1,
                                            "he"_L1, "hi"_L1, "it"_L1, "ja"_L1, "ko"_L1, "nl"_L1, "pl"_L1, "pt"_L1,
                                            "ru"_L1, "sv"_L1, "tr"_L1, "uk"_L1, "vi"_L1, "zh"_L1};

QString nativeLanguageNameOf(const QString &bcp47)
{
    const QLocale locale(bcp47);
    // For these two Qt names the country along with the language.
    QString name = bcp47 == "en"_L1 ? u"English"_s : bcp47 == "es"_L1 ? u"español"_s : locale.nativeLanguageName();
    if (bcp47.contains(u'-') && !locale.nativeTerritoryName().isEmpty())
        name += u" ("_s + locale.nativeTerritoryName() + u')';
    if (name.isEmpty())
        return bcp47;
    // In a list a name begins with a capital, whatever it does within a sentence.
    return locale.toUpper(name.left(1)) + name.mid(1);
}
}

LanguageCombo::LanguageCombo(QWidget *parent)
    : QuietCombo(parent)
{
    QList<std::pair<QString, QString>> entries;
    for (const QLatin1StringView id : kLanguages)
        entries.append({nativeLanguageNameOf(id), id});
    QCollator collator;
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    std::sort(entries.begin(), entries.end(), [&](const auto &a, const auto &b) { return collator.compare(a.first, b.first) < 0; });
    addItem(tr("Not said"), QString());
    for (const auto &[name, id] : entries)
        addItem(name, id);
    setMaxVisibleItems(14);
}

QString LanguageCombo::language() const
{
    return currentData().toString();
}

void LanguageCombo::setLanguage(const QString &bcp47)
{
    int row = findData(bcp47);
    if (row < 0) {
        addItem(nativeLanguageNameOf(bcp47), bcp47);
        row = count() - 1;
    }
    setCurrentIndex(row);
}

QString LanguageCombo::systemLanguage()
{
    const QLocale system = QLocale::system();
    if (system.language() == QLocale::C)
        return u"en"_s;
    return system.bcp47Name().section(u'-', 0, 0);
}

} // namespace CloneMemoria
