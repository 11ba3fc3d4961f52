#include "core/speech/ffmpeg/FfmpegDecoder.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kDecoderReadBytes = 32 * 1024;
// An hour and a half of speech. A few bytes can unpack to any amount of silence.
constexpr qsizetype kDecoderMostBytes = 256 * 1024 * 1024;
constexpr int kDecoderMostDamaged = 1000; // pieces, one after the other, that make no sense

Failure undecodable(const QString &what, int code = 0)
{
    char words[AV_ERROR_MAX_STRING_SIZE] = {};
    if (code != 0)
        av_strerror(code, words, sizeof words);
    return fail(ErrorKind::BadResponse,
                code != 0 ? u"%1: %2"_s.arg(what, QString::fromLocal8Bit(words)) : what, u"audio-format"_s);
}

// The bytes as a file to FFmpeg.
class SoundFile
{
public:
    explicit SoundFile(const QByteArray &bytes) : m_bytes(bytes)
    {
        if (auto *buffer = static_cast<unsigned char *>(av_malloc(kDecoderReadBytes))) {
            m_io = avio_alloc_context(buffer, kDecoderReadBytes, 0, this, &SoundFile::read, nullptr,
                                      &SoundFile::seek);
            if (!m_io)
                av_free(buffer);
        }
    }
    ~SoundFile()
    {
        if (m_io)
            av_freep(&m_io->buffer); // which may be another one by now
        avio_context_free(&m_io);
    }
    Q_DISABLE_COPY_MOVE(SoundFile)

    AVIOContext *io() const { return m_io; }

private:
    static int read(void *self, uint8_t *target, int size)
    {
        auto *file = static_cast<SoundFile *>(self);
        const qint64 count = std::min<qint64>(size, file->m_bytes.size() - file->m_at);
        if (count <= 0)
            return AVERROR_EOF;
        std::memcpy(target, file->m_bytes.constData() + file->m_at, size_t(count));
        file->m_at += count;
        return int(count);
    }

    static int64_t seek(void *self, int64_t offset, int whence)
    {
        auto *file = static_cast<SoundFile *>(self);
        const qint64 size = file->m_bytes.size();
        if (whence & AVSEEK_SIZE)
            return size;
        const int from = whence & ~AVSEEK_FORCE;
        const qint64 start = from == SEEK_CUR ? file->m_at : from == SEEK_END ? size : 0;
        if (offset < -start || offset > size - start)
            return AVERROR(EINVAL);
        file->m_at = start + offset;
        return file->m_at;
    }

    const QByteArray &m_bytes;
    qint64 m_at = 0;
    AVIOContext *m_io = nullptr;
};

struct FreeFormat
{
    void operator()(AVFormatContext *format) const { avformat_close_input(&format); }
};
struct FreeCodec
{
    void operator()(AVCodecContext *codec) const { avcodec_free_context(&codec); }
};
struct FreePacket
{
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }
};
struct FreeFrame
{
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
};
struct FreeResampler
{
    void operator()(SwrContext *resampler) const { swr_free(&resampler); }
};

// One file, from its header to its last sample.
class Decoding
{
public:
    explicit Decoding(const QByteArray &bytes) : m_file(bytes) { }

    Result<> open(const char *demuxer);
    Result<PcmAudio> run(const std::function<bool()> &isCancelled);

private:
    Result<> openCodec(const AVStream &stream, const AVCodec *codec);
    Result<> take(const AVPacket *packet); ///< null: what the codec still holds
    Result<> append(const AVFrame *frame); ///< null: what the resampler still holds
    Result<> follow(const AVFrame &frame); ///< its rate, channels and kind of sample

    SoundFile m_file; // goes last: the others read from it
    std::unique_ptr<AVFormatContext, FreeFormat> m_format;
    std::unique_ptr<AVCodecContext, FreeCodec> m_codec;
    std::unique_ptr<SwrContext, FreeResampler> m_resampler;
    std::unique_ptr<AVFrame, FreeFrame> m_frame;
    PcmAudio m_audio;
    int m_stream = -1;
    int m_damaged = 0;
    int m_inRate = 0;
    int m_inChannels = 0;
    int m_inFormat = -1;
};

Result<> Decoding::open(const char *demuxer)
{
    AVFormatContext *format = avformat_alloc_context();
    if (!format || !m_file.io()) {
        avformat_free_context(format);
        return undecodable(u"no memory"_s);
    }
    format->pb = m_file.io();
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    const AVInputFormat *input = av_find_input_format(demuxer);
    AVDictionary *options = nullptr;
    if (input)
        av_dict_set(&options, "format_whitelist", input->name, 0);
    av_dict_set(&options, "protocol_whitelist", "none", 0); // nothing but these bytes
    const int opened = input ? avformat_open_input(&format, nullptr, input, &options)
                             : AVERROR_DEMUXER_NOT_FOUND;
    av_dict_free(&options);
    if (opened < 0) { // where it failed to open, FFmpeg has freed it
        if (!input)
            avformat_free_context(format);
        return undecodable(u"%1 can't be opened"_s.arg(QLatin1StringView(demuxer)), opened);
    }
    m_format.reset(format);
    if (const int found = avformat_find_stream_info(format, nullptr); found < 0)
        return undecodable(u"no sound found"_s, found);
    const AVCodec *codec = nullptr;
    m_stream = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0);
    if (m_stream < 0)
        return undecodable(u"no sound in it"_s, m_stream);
    return openCodec(*format->streams[m_stream], codec);
}

Result<> Decoding::openCodec(const AVStream &stream, const AVCodec *codec)
{
    m_codec.reset(avcodec_alloc_context3(codec));
    m_frame.reset(av_frame_alloc());
    if (!m_codec || !m_frame)
        return undecodable(u"no memory"_s);
    int done = avcodec_parameters_to_context(m_codec.get(), stream.codecpar);
    m_codec->pkt_timebase = stream.time_base;
    if (done >= 0)
        done = avcodec_open2(m_codec.get(), codec, nullptr);
    if (done < 0)
        return undecodable(u"no decoder"_s, done);
    return {};
}

Result<PcmAudio> Decoding::run(const std::function<bool()> &isCancelled)
{
    const std::unique_ptr<AVPacket, FreePacket> packet(av_packet_alloc());
    if (!packet)
        return undecodable(u"no memory"_s);
    for (;;) {
        if (isCancelled && isCancelled())
            return fail(ErrorKind::Cancelled);
        const int read = av_read_frame(m_format.get(), packet.get());
        if (read == AVERROR_EOF)
            break;
        if (read < 0 && ++m_damaged < kDecoderMostDamaged && !avio_feof(m_file.io()))
            continue;
        if (read < 0)
            break;
        const Result<> taken = packet->stream_index == m_stream ? take(packet.get()) : Result<>();
        av_packet_unref(packet.get());
        CM_TRY(taken);
    }
    CM_TRY(take(nullptr));
    CM_TRY(append(nullptr));
    if (m_audio.samples.isEmpty())
        return undecodable(u"not one piece of it can be decoded"_s);
    return std::move(m_audio);
}

Result<> Decoding::take(const AVPacket *packet)
{
    const int sent = avcodec_send_packet(m_codec.get(), packet);
    // A damaged piece is skipped, as every player does: a click in the middle is better than silence.
    if (sent < 0 && sent != AVERROR_EOF) {
        if (++m_damaged >= kDecoderMostDamaged)
            return undecodable(u"too much of it is damaged"_s, sent);
        return {};
    }
    for (;;) {
        const int got = avcodec_receive_frame(m_codec.get(), m_frame.get());
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF)
            return {};
        if (got < 0) {
            if (++m_damaged >= kDecoderMostDamaged)
                return undecodable(u"too much of it is damaged"_s, got);
            return {};
        }
        const Result<> appended = append(m_frame.get());
        av_frame_unref(m_frame.get());
        CM_TRY(appended);
        m_damaged = 0;
    }
}

Result<> Decoding::follow(const AVFrame &frame)
{
    if (m_resampler && frame.sample_rate == m_inRate && frame.ch_layout.nb_channels == m_inChannels
        && frame.format == m_inFormat)
        return {};
    if (m_resampler)
        CM_TRY(append(nullptr));
    if (m_audio.sampleRate == 0) {
        m_audio.sampleRate = frame.sample_rate;
        m_audio.channels = std::clamp(frame.ch_layout.nb_channels, 1, 2);
    }
    AVChannelLayout out = {};
    av_channel_layout_default(&out, m_audio.channels);
    AVChannelLayout in = {};
    int done = av_channel_layout_copy(&in, &frame.ch_layout);
    if (in.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&in, frame.ch_layout.nb_channels);
    SwrContext *resampler = nullptr;
    if (done >= 0)
        done = swr_alloc_set_opts2(&resampler, &out, AV_SAMPLE_FMT_S16, m_audio.sampleRate, &in,
                                   AVSampleFormat(frame.format), frame.sample_rate, 0, nullptr);
    av_channel_layout_uninit(&in);
    av_channel_layout_uninit(&out);
    m_resampler.reset(resampler);
    if (done >= 0)
        done = swr_init(resampler);
    if (done < 0) {
        m_resampler.reset();
        return undecodable(u"%1 channels at %2 Hz"_s.arg(frame.ch_layout.nb_channels).arg(frame.sample_rate),
                           done);
    }
    m_inRate = frame.sample_rate;
    m_inChannels = frame.ch_layout.nb_channels;
    m_inFormat = frame.format;
    return {};
}

Result<> Decoding::append(const AVFrame *frame)
{
    if (frame && (frame->sample_rate <= 0 || frame->ch_layout.nb_channels <= 0))
        return undecodable(u"a piece without rate or channels"_s);
    if (frame)
        CM_TRY(follow(*frame));
    if (!m_resampler)
        return {};
    const int room = swr_get_out_samples(m_resampler.get(), frame ? frame->nb_samples : 0);
    if (room <= 0)
        return {};
    const qsizetype before = m_audio.samples.size();
    if (before + qsizetype(room) * m_audio.frameBytes() > kDecoderMostBytes)
        return undecodable(u"more than %1 bytes when unpacked"_s.arg(kDecoderMostBytes));
    m_audio.samples.resize(before + qsizetype(room) * m_audio.frameBytes());
    auto *target = reinterpret_cast<uint8_t *>(m_audio.samples.data() + before);
    const int written = swr_convert(m_resampler.get(), &target, room,
                                    frame ? const_cast<const uint8_t **>(frame->extended_data) : nullptr,
                                    frame ? frame->nb_samples : 0);
    m_audio.samples.resize(before + qsizetype(std::max(written, 0)) * m_audio.frameBytes());
    if (written < 0)
        return undecodable(u"a piece can't be converted"_s, written);
    return {};
}

Result<PcmAudio> decode(const QByteArray &bytes, const char *demuxer,
                        const std::function<bool()> &isCancelled)
{
    // What it says of a damaged file is for nobody's terminal; we have its error.
    static std::once_flag quiet;
    std::call_once(quiet, [] { av_log_set_level(AV_LOG_QUIET); });
    Decoding decoding(bytes);
    CM_TRY(decoding.open(demuxer));
    return decoding.run(isCancelled);
}
} // namespace

} // namespace CloneMemoria

void clonememoriaDecode(const QByteArray &bytes, const char *demuxer,
                        const std::function<bool()> &isCancelled,
                        CloneMemoria::Result<CloneMemoria::PcmAudio> &result)
{
    result = CloneMemoria::decode(bytes, demuxer, isCancelled);
}
