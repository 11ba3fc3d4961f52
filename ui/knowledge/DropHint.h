#pragma once

#include <QWidget>

namespace CloneMemoria {

class Theme;

/// Lies over the page while files are held above it, and says that they may be let go here.
class DropHint : public QWidget
{
    Q_OBJECT

public:
    DropHint(Theme &theme, QWidget *parent);

    void setSentence(const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QString m_sentence;
};

} // namespace CloneMemoria
