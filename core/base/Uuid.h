#pragma once

#include <QString>

namespace CloneMemoria {

/// A new UUID as 36 lower-case characters without braces: the form of every id in the database. Version 7 of RFC 9562: it
/// begins with the time, so that what is stored one after the other lies together in the indexes by id. Ids of one process
/// ascend, also where its clock is set back. Any thread.
QString newId();

} // namespace CloneMemoria
