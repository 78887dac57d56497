// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session_setup.h"

namespace weir
{

namespace
{

PresenterForce forceOf(PresenterPreference preference)
{
    switch (preference) {
    case PresenterPreference::Subsurface:
        return PresenterForce::Subsurface;
    case PresenterPreference::Texture:
        return PresenterForce::Texture;
    case PresenterPreference::Shm:
        return PresenterForce::Shm;
    case PresenterPreference::Null:
        return PresenterForce::Null;
    case PresenterPreference::Auto:
        break;
    }
    return PresenterForce::Auto;
}

AudioPreference audioOf(SoundPreference preference)
{
    switch (preference) {
    case SoundPreference::PipeWire:
        return AudioPreference::PipeWire;
    case SoundPreference::Null:
    case SoundPreference::Off:
        return AudioPreference::Silent;
    case SoundPreference::Auto:
        break;
    }
    return AudioPreference::Auto;
}

} // namespace

Session::Setup sessionSetup(const Options &options, std::string file, VideoPlaces places)
{
    const bool off = options.sound == SoundPreference::Off;
    const bool shm = options.presenter == PresenterPreference::Shm;
    Session::Setup setup;
    setup.file = std::move(file);
    setup.medium.decoder = options.decoder;
    setup.medium.device = options.device;
    setup.medium.audio = off ? MediumOptions::Audio::Ignore : MediumOptions::Audio::Play;
    setup.medium.repeat
        = options.repeat ? MediumOptions::Repeat::Forever : MediumOptions::Repeat::Once;
    setup.medium.start = options.start;
    setup.medium.maximumPictures = options.frames;
    setup.medium.check = options.check;
    setup.medium.storage = shm ? PictureStorage::SharedMemory : PictureStorage::Dmabuf;
    if (places.display != nullptr)
        setup.medium.shownAhead = places.display->picturesAhead();
    setup.places = std::move(places);
    setup.presenter = forceOf(options.presenter);
    setup.sound = audioOf(options.sound);
    setup.begin = options.paused ? Session::Setup::Begin::Paused : Session::Setup::Begin::Playing;
    return setup;
}

} // namespace weir
