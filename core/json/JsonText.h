#pragma once

#include <QByteArray>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

namespace CloneMemoria {

/// How much of a JSON text is looked at: what is nested a million times deep costs a program its stack, and each value
/// takes some hundred bytes once it is read.
struct JsonBounds
{
    int depth = 64;
    int values = 2'000'000;
};

enum class JsonFlaw {
    Malformed, ///< no JSON; invalid UTF-8 and half surrogate pairs are none, and numbers beyond a double
    TooDeep,
    TooManyValues,
};

/// The value of a JSON text that somebody else wrote. Its bounds are looked at before anything is made of it. Never
/// throws. Knows no thread.
tl::expected<nlohmann::json, JsonFlaw> parseJsonText(const QByteArray &text, JsonBounds bounds = {});

} // namespace CloneMemoria
