#pragma once

#include "core/base/Error.h"

namespace CloneMemoria {

/// What the user can do about a failure from the place where it is shown.
enum class NextStep {
    None,
    Retry,
    OpenProviderSettings,
    ChooseModel,
    ShortenMessage,
    Continue, ///< with an answer of which a part has arrived
};

/// A failure in the user's words.
struct ErrorText
{
    QString sentence; ///< what happened and what to do, translated, one or two short sentences
    NextStep nextStep = NextStep::None;
};

/// The one place where an Error becomes words: window, command line and local API all show this. Uses
/// QCoreApplication::translate, context "ErrorText".
ErrorText describe(const Error &error);

} // namespace CloneMemoria
