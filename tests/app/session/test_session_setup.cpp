// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/session/session_setup.h"

namespace weir
{
namespace
{

Session::Setup setupFor(std::vector<std::string> arguments)
{
    return sessionSetup(parseOptions(arguments).value(), "film.mp4", {});
}

TEST(SessionSetup, playsWithSoundByDefault)
{
    const Session::Setup setup = setupFor({"film.mp4"});
    EXPECT_EQ(setup.medium.audio, MediumOptions::Audio::Play);
    EXPECT_EQ(setup.medium.repeat, MediumOptions::Repeat::Once);
    EXPECT_EQ(setup.medium.storage, PictureStorage::Dmabuf);
    EXPECT_EQ(setup.begin, Session::Setup::Begin::Playing);
    EXPECT_FALSE(setup.medium.maximumPictures.has_value());
}

TEST(SessionSetup, noAudioIgnoresTheTrack_andNullAudioKeepsTheClock)
{
    EXPECT_EQ(setupFor({"--no-audio", "x"}).medium.audio, MediumOptions::Audio::Ignore);
    const Session::Setup null = setupFor({"--audio", "null", "x"});
    EXPECT_EQ(null.medium.audio, MediumOptions::Audio::Play);
    EXPECT_EQ(null.sound, AudioPreference::Silent);
}

TEST(SessionSetup, shmPresenterAsksForSharedMemoryPictures)
{
    const Session::Setup setup = setupFor({"--presenter", "shm", "x"});
    EXPECT_EQ(setup.medium.storage, PictureStorage::SharedMemory);
    EXPECT_EQ(setup.presenter, PresenterForce::Shm);
}

TEST(SessionSetup, texturePresenterKeepsDmabufs)
{
    const Session::Setup setup = setupFor({"--presenter", "texture", "x"});
    EXPECT_EQ(setup.medium.storage, PictureStorage::Dmabuf);
    EXPECT_EQ(setup.presenter, PresenterForce::Texture);
}

TEST(SessionSetup, carriesStartFramesLoopAndDevice)
{
    const Session::Setup setup = setupFor({"--start", "2.5", "--frames=10", "--loop", "--device",
                                           "visl", "--paused", "--picture-check", "every", "x"});
    EXPECT_EQ(setup.medium.check, PictureCheck::Every);
    EXPECT_EQ(setup.medium.start.time_since_epoch(), std::chrono::milliseconds(2500));
    EXPECT_EQ(setup.medium.maximumPictures, 10U);
    EXPECT_EQ(setup.medium.repeat, MediumOptions::Repeat::Forever);
    EXPECT_EQ(setup.medium.device, "visl");
    EXPECT_EQ(setup.begin, Session::Setup::Begin::Paused);
}

} // namespace
} // namespace weir
