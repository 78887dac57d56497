// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/player/path_words.h"

#include <QCoreApplication>
#include <QStringList>

namespace weir
{

namespace
{

using namespace Qt::StringLiterals;

QString words(const char *text)
{
    return QCoreApplication::translate("Path", text);
}

bool isHardware(const DecoderDescription &decoder)
{
    return decoder.kind == "v4l2";
}

QString decoderInShort(const DecoderDescription &decoder)
{
    if (isHardware(decoder))
        return u"V4L2 "_s + QString::fromStdString(decoder.driver);
    return words("Software");
}

QString presentationInShort(const DecoderDescription &decoder, PresentPath path)
{
    switch (path) {
    case PresentPath::Dmabuf:
        return isHardware(decoder) ? words("zero copy") : u"dma-buf"_s;
    case PresentPath::Texture:
        return words("texture");
    case PresentPath::SharedMemory:
        return words("shared memory");
    case PresentPath::CopiedTexture:
        return words("copied texture");
    case PresentPath::Converted:
        return words("converted");
    case PresentPath::Null:
        break;
    }
    return words("not shown");
}

} // namespace

QString pathInShort(const std::optional<DecoderChosen> &decoder,
                    const std::optional<PathChosen> &path)
{
    if (!decoder)
        return {};
    const QString name = decoderInShort(decoder->description);
    return path ? name + u" · "_s + presentationInShort(decoder->description, path->path) : name;
}

QString pathInFull(const std::optional<DecoderChosen> &decoder,
                   const std::optional<PathChosen> &path, const QString &fallback)
{
    QStringList lines;
    if (decoder)
        lines += QString::fromStdString(decoder->reason);
    if (path)
        lines += QString::fromStdString(path->reason);
    lines += fallback;
    lines.removeAll(QString());
    return lines.join(u'\n');
}

bool pathIsBest(const std::optional<DecoderChosen> &decoder, const std::optional<PathChosen> &path)
{
    return decoder && path && isHardware(decoder->description) && path->path == PresentPath::Dmabuf;
}

QString fallbackInWords(const FellBack &fellBack)
{
    return words("Playing with %1: %2")
        .arg(QString::fromStdString(fellBack.to), QString::fromStdString(fellBack.reason));
}

} // namespace weir
