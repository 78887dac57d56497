// SPDX-License-Identifier: GPL-3.0-or-later
// record-screen CELLS: captures what Weston draws, frame after frame (weston_capture_v1), and
// writes a line for each: milliseconds, then the mean brightness (0 to 255) of each of so many
// equal cells that lie side by side in the middle of the screen. Until it is told to end.
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include <wayland-client.h>

#include "platform/base/time.h"
#include "weston-output-capture-client.h"

namespace weir
{
namespace
{

constexpr std::uint32_t DrmArgb8888 = 0x34325241;
constexpr std::uint32_t DrmXrgb8888 = 0x34325258;
constexpr int BytesPerPixel = 4;

volatile std::sig_atomic_t isOver = 0;

void end(int /*signal*/)
{
    isOver = 1;
}

struct Frame {
    wl_buffer *buffer = nullptr;
    std::span<const std::uint8_t> bytes;
};

// Ends the program when something is missing: there is nothing to be recorded then.
[[noreturn]] void giveUp(const char *why)
{
    std::fprintf(stderr, "record-screen: %s\n", why);
    std::exit(1);
}

class Recorder
{
public:
    explicit Recorder(int cells)
        : m_cells(cells)
        , m_display(wl_display_connect(nullptr))
    {
        if (m_display == nullptr)
            giveUp("no compositor answers");
        static const wl_registry_listener listener{.global = addGlobal, .global_remove = ignore};
        wl_registry_add_listener(wl_display_get_registry(m_display), &listener, this);
        wl_display_roundtrip(m_display);
        if (m_shm == nullptr || m_output == nullptr || m_capture == nullptr)
            giveUp("the compositor is not Weston, or it lets nobody capture");
        m_source
            = weston_capture_v1_create(m_capture, m_output, WESTON_CAPTURE_V1_SOURCE_FRAMEBUFFER);
        static const weston_capture_source_v1_listener events{.format = setFormat,
                                                              .size = setSize,
                                                              .complete = completed,
                                                              .retry = retry,
                                                              .failed = failed};
        weston_capture_source_v1_add_listener(m_source, &events, this);
        wl_display_roundtrip(m_display);
        if (m_format != DrmArgb8888 && m_format != DrmXrgb8888)
            giveUp("the screen has pixels that are not known here");
        for (Frame &frame : m_frames)
            frame = makeFrame();
    }

    void run()
    {
        requestNext();
        while (isOver == 0 && wl_display_dispatch(m_display) >= 0) { }
        std::fflush(stdout);
    }

private:
    static void addGlobal(void *data, wl_registry *registry, std::uint32_t name,
                          const char *interface, std::uint32_t /*version*/)
    {
        auto *self = static_cast<Recorder *>(data);
        const std::string offered = interface;
        const auto bind = [&](const wl_interface &wanted, auto *&place) {
            if (offered == wanted.name && place == nullptr)
                place = static_cast<std::remove_reference_t<decltype(place)>>(
                    wl_registry_bind(registry, name, &wanted, 1));
        };
        bind(wl_shm_interface, self->m_shm);
        bind(wl_output_interface, self->m_output);
        bind(weston_capture_v1_interface, self->m_capture);
    }
    static void ignore(void * /*data*/, wl_registry * /*registry*/, std::uint32_t /*name*/) { }
    static void setFormat(void *data, weston_capture_source_v1 * /*source*/, std::uint32_t format)
    {
        static_cast<Recorder *>(data)->m_format = format;
    }
    static void setSize(void *data, weston_capture_source_v1 * /*source*/, int width, int height)
    {
        static_cast<Recorder *>(data)->m_width = width;
        static_cast<Recorder *>(data)->m_height = height;
    }
    static void completed(void *data, weston_capture_source_v1 * /*source*/)
    {
        auto *self = static_cast<Recorder *>(data);
        const Frame &frame = self->m_frames.at(self->m_current);
        self->requestNext(); // into the other one
        self->write(frame);
    }
    static void retry(void *data, weston_capture_source_v1 * /*source*/)
    {
        static_cast<Recorder *>(data)->requestNext();
    }
    static void failed(void * /*data*/, weston_capture_source_v1 * /*source*/, const char *why)
    {
        giveUp(why == nullptr ? "the capture failed" : why);
    }

    Frame makeFrame() const
    {
        const int stride = m_width * BytesPerPixel;
        const int size = stride * m_height;
        const int fd = memfd_create("screen", MFD_CLOEXEC);
        if (fd < 0 || ftruncate(fd, size) != 0)
            giveUp("no memory");
        void *memory = mmap(nullptr, static_cast<std::size_t>(size), PROT_READ | PROT_WRITE,
                            MAP_SHARED, fd, 0);
        if (memory == MAP_FAILED)
            giveUp("no memory");
        wl_shm_pool *pool = wl_shm_create_pool(m_shm, fd, size);
        close(fd);
        const std::uint32_t format
            = m_format == DrmArgb8888 ? WL_SHM_FORMAT_ARGB8888 : WL_SHM_FORMAT_XRGB8888;
        return {.buffer = wl_shm_pool_create_buffer(pool, 0, m_width, m_height, stride, format),
                .bytes
                = {static_cast<const std::uint8_t *>(memory), static_cast<std::size_t>(size)}};
    }

    void requestNext()
    {
        m_current = 1 - m_current;
        weston_capture_source_v1_capture(m_source, m_frames.at(m_current).buffer);
        wl_display_flush(m_display);
    }

    void write(const Frame &frame) const
    {
        const auto now = std::chrono::floor<std::chrono::milliseconds>(
            MonotonicClock::now().time_since_epoch());
        std::printf("%lld", static_cast<long long>(now.count()));
        for (int cell = 0; cell < m_cells; ++cell)
            std::printf(" %d", brightness(frame, cell));
        std::printf("\n");
    }

    // Of the inner half of a cell; its edges are scaled and compressed.
    [[nodiscard]] int brightness(const Frame &frame, int cell) const
    {
        const int left = (4 * cell + 1) * m_width / (4 * m_cells);
        const int right = (4 * cell + 3) * m_width / (4 * m_cells);
        const int top = m_height * 15 / 32;
        const int bottom = m_height * 17 / 32;
        long sum = 0;
        long count = 0;
        for (int y = top; y < bottom; ++y) {
            for (int x = left; x < right; ++x) {
                const std::size_t at = static_cast<std::size_t>(y * m_width + x) * BytesPerPixel;
                sum += frame.bytes[at] + frame.bytes[at + 1] + frame.bytes[at + 2];
                count += 3;
            }
        }
        return count == 0 ? 0 : static_cast<int>(sum / count);
    }

    int m_cells;
    wl_display *m_display;
    wl_shm *m_shm = nullptr;
    wl_output *m_output = nullptr;
    weston_capture_v1 *m_capture = nullptr;
    weston_capture_source_v1 *m_source = nullptr;
    std::uint32_t m_format = 0;
    int m_width = 0;
    int m_height = 0;
    std::array<Frame, 2> m_frames;
    std::size_t m_current = 0;
};

} // namespace
} // namespace weir

int main(int argc, char **argv)
{
    const int cells = argc == 2 ? std::atoi(argv[1]) : 0;
    if (cells < 1) {
        std::fputs("usage: record-screen CELLS\n", stderr);
        return 2;
    }
    struct sigaction action{};
    action.sa_handler = weir::end; // no SA_RESTART: the wait for events ends as well
    sigaction(SIGTERM, &action, nullptr);
    weir::Recorder(cells).run();
    return 0;
}
