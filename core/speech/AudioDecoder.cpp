#include "core/speech/AudioDecoder.h"

#include "core/providers/speech/SoundFormat.h"
#include "core/speech/ffmpeg/FfmpegDecoder.h"

#include <QCoreApplication>
#include <QLibrary>
#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// FFmpeg's names of what is read. Named and never guessed: some of its formats are lists of other files and addresses.
const char *demuxerOf(const QString &format)
{
    struct Known
    {
        QLatin1StringView format;
        const char *demuxer;
    };
    static constexpr Known kKnown[] = {{"mp3"_L1, "mp3"}, {"ogg"_L1, "ogg"}, {"flac"_L1, "flac"},
                                       {"aac"_L1, "aac"}, {"mp4"_L1, "mov"}, {"webm"_L1, "matroska"}};
    for (const Known &known : kKnown) {
        if (format == known.format)
            return known.demuxer;
    }
    return nullptr;
}

Failure undecodable(const QString &what)
{
    return fail(ErrorKind::BadResponse, what, u"audio-format"_s);
}

using Decode = decltype(&clonememoriaDecode);

// Beside the program where it was built, in a folder of its own where it was installed. Loaded once, and kept.
Result<Decode> loadDecoder()
{
    static const Result<Decode> loaded = []() -> Result<Decode> {
        const QString here = QCoreApplication::applicationDirPath();
        QString why;
        for (const QString &folder : {here, here + u"/../" CLONEMEMORIA_MODULE_DIR ""_s}) {
            QLibrary module(folder + u"/clonememoria-ffmpeg"_s);
            if (const QFunctionPointer decode = module.resolve("clonememoriaDecode"))
                return reinterpret_cast<Decode>(decode);
            why = module.errorString();
        }
        return fail(ErrorKind::Unsupported, why, u"no-decoder"_s);
    }();
    return loaded;
}
} // namespace

Result<PcmAudio> decodeAudio(const SpeechAudio &sound, const std::function<bool()> &isCancelled)
{
    const QString seen = soundFormatOf(sound.data);
    const QString format = seen.isEmpty() ? sound.format : seen;
    if (format == "wav"_L1)
        return readWav(sound.data);
    const char *demuxer = demuxerOf(format);
    if (!demuxer || sound.data.isEmpty())
        return undecodable(u"%1 bytes of “%2”"_s.arg(sound.data.size()).arg(format));
    CM_TRY_ASSIGN(decode, loadDecoder());
    Result<PcmAudio> result = fail(ErrorKind::Cancelled);
    decode(sound.data, demuxer, isCancelled, result);
    return result;
}

QFuture<Result<PcmAudio>> decodeAudioLater(SpeechAudio sound)
{
    const auto promise = std::make_shared<QPromise<Result<PcmAudio>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, sound = std::move(sound)] {
        promise->addResult(decodeAudio(sound, [&promise] { return promise->isCanceled(); }));
        promise->finish();
    });
    return promise->future();
}

} // namespace CloneMemoria
