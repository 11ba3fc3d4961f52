#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/storage/CloneRepository.h"

#include <functional>

namespace CloneMemoria {

class ApiCall;
class Profile;

/// Of a clone's name there are at most 200.
constexpr qsizetype kLongestModelName = 400;

/// By what other programs call the clones, in their order: the name where it is one's alone, else the id.
QStringList modelNames(const QList<CloneName> &clones);

/// Goes on with the clone that a model's name stands for: its id, or its name where that is its alone. Answers with OpenAI's
/// "model_not_found" where there is none; `param` is the field that named it.
void withModel(ApiCall &call, Profile &profile, const QString &model, const QString &param,
               std::function<void(const Clone &)> next);

/// Answers that there is no such model.
void answerNoModel(ApiCall &call, const Error &error, const QString &param);

} // namespace CloneMemoria
