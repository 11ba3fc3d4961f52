#include "core/domain/Import.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

QString toString(ImportState state)
{
    switch (state) {
    case ImportState::Running:
        return u"running"_s;
    case ImportState::Paused:
        return u"paused"_s;
    case ImportState::Cancelled:
        return u"cancelled"_s;
    case ImportState::Finished:
        break;
    }
    return u"finished"_s;
}

QString toString(ImportedFile::State state)
{
    switch (state) {
    case ImportedFile::State::Reading:
        return u"reading"_s;
    case ImportedFile::State::Done:
        return u"done"_s;
    case ImportedFile::State::Unchanged:
        return u"unchanged"_s;
    case ImportedFile::State::Failed:
        return u"failed"_s;
    case ImportedFile::State::Skipped:
        return u"skipped"_s;
    case ImportedFile::State::Waiting:
        break;
    }
    return u"waiting"_s;
}

ImportState importStateFromString(const QString &name)
{
    for (const ImportState state : {ImportState::Running, ImportState::Paused, ImportState::Cancelled}) {
        if (name == toString(state))
            return state;
    }
    return ImportState::Finished;
}

ImportedFile::State importedFileStateFromString(const QString &name)
{
    using State = ImportedFile::State;
    for (const State state : {State::Reading, State::Done, State::Unchanged, State::Failed, State::Skipped}) {
        if (name == toString(state))
            return state;
    }
    return State::Waiting;
}

} // namespace CloneMemoria
