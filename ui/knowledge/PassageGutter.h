#pragma once

#include "ui/knowledge/PassageMark.h"

#include <QList>
#include <QWidget>

#include <functional>

namespace CloneMemoria {

class Theme;

/// The passages of a text as bars beside it, each with its number: as they are found again and quoted. Neighbours stand
/// in two lanes, since they may share a sentence. The pointer on a bar shows which words it is, and since when.
class PassageGutter : public QWidget
{
    Q_OBJECT

public:
    /// How the text lies beside it, in its own coordinates.
    struct Place
    {
        std::function<QRect(int position)> rectAt;
        std::function<int(int y)> positionAt;
    };

    PassageGutter(Theme &theme, Place place, QWidget *parent);

    void setPassages(const QList<PassageMark> &passages);
    int widthWanted() const;
    /// The passages whose bars are at that height; counted from 0.
    QList<int> passagesAt(int y) const;
    QString describePassage(int index) const; ///< "Passage 3 of 12 · 3 May 1961 · said by Anna"

Q_SIGNALS:
    void pointedAt(int index); ///< -1: at none

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Bar
    {
        int index;
        int top;
        int bottom;
        bool begins; ///< its first line is in sight
    };

    QList<Bar> barsInSight() const;
    void pointAt(int index);

    Theme &m_theme;
    Place m_place;
    QList<PassageMark> m_passages; ///< by their beginnings
    int m_pointed = -1;
};

} // namespace CloneMemoria
