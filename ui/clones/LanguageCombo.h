#pragma once

#include "ui/settings/QuietCombo.h"

namespace CloneMemoria
{

/// The language someone speaks, each written in itself; the first entry is "not said".
class LanguageCombo : public QuietCombo
{
    Q_OBJECT

public:
    explicit LanguageCombo(QWidget *parent = nullptr);

    QString language() const; ///< BCP 47; empty: not said
    /// A language that is not in the list joins it.
    void setLanguage(const QString &bcp47);
    /// The system's, as this list has it ("de" where the system says "de-AT").
    static QString systemLanguage();
};

} // namespace CloneMemoria
