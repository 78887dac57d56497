// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/player/player_settings.h"

#include <QSettings>

namespace weir
{

namespace
{

using namespace Qt::StringLiterals;

const auto VolumeKey = "sound/volume"_L1;
const auto MutedKey = "sound/muted"_L1;
const auto SchemaKey = "schema"_L1;
constexpr int Schema = 1;

} // namespace

PlayerSettings loadSettings()
{
    const QSettings file(QSettings::IniFormat, QSettings::UserScope, u"weir"_s, u"weir"_s);
    PlayerSettings settings;
    bool isNumber = false;
    const double volume = file.value(VolumeKey, settings.volume).toDouble(&isNumber);
    if (isNumber && volume >= 0.0 && volume <= 1.0)
        settings.volume = volume;
    settings.muted = file.value(MutedKey, settings.muted).toBool();
    return settings;
}

void saveSettings(const PlayerSettings &settings)
{
    QSettings file(QSettings::IniFormat, QSettings::UserScope, u"weir"_s, u"weir"_s);
    file.setValue(SchemaKey, Schema);
    file.setValue(VolumeKey, settings.volume);
    file.setValue(MutedKey, settings.muted);
}

} // namespace weir
