// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/udev/device_tree.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <libudev.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

struct UdevDeleter {
    void operator()(udev *context) const { udev_unref(context); }
    void operator()(udev_device *device) const { udev_device_unref(device); }
    void operator()(udev_enumerate *enumeration) const { udev_enumerate_unref(enumeration); }
};
template <typename T>
using UdevPtr = std::unique_ptr<T, UdevDeleter>;

DeviceNumber numberOf(dev_t number)
{
    return {.major = major(number), .minor = minor(number)};
}

bool naturally(const DeviceNode &left, const DeviceNode &right)
{
    // media2 before media10
    if (left.path.size() != right.path.size())
        return left.path.size() < right.path.size();
    return left.path < right.path;
}

// The value of `key` in a uevent file of sysfs; empty when it is not there.
std::string ueventValue(const std::filesystem::path &file, std::string_view key)
{
    std::ifstream stream(file);
    std::string line;
    while (std::getline(stream, line)) {
        if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == '=')
            return line.substr(key.size() + 1);
    }
    return {};
}

std::optional<unsigned> parseUnsigned(std::string_view text)
{
    unsigned value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<DeviceNode> nodeInSysfs(const std::filesystem::path &directory)
{
    const std::filesystem::path uevent = directory / "uevent";
    const std::string name = ueventValue(uevent, "DEVNAME");
    const auto majorNumber = parseUnsigned(ueventValue(uevent, "MAJOR"));
    const auto minorNumber = parseUnsigned(ueventValue(uevent, "MINOR"));
    if (name.empty() || !majorNumber || !minorNumber)
        return std::nullopt;
    return DeviceNode{.path = "/dev/" + name,
                      .number = {.major = *majorNumber, .minor = *minorNumber}};
}

// /sys/class/video4linux is a class, /sys/bus/media a bus.
std::filesystem::path sysfsDirectory(std::string_view subsystem)
{
    const std::filesystem::path bus = formatText("/sys/bus/{}/devices", subsystem);
    std::error_code ignored;
    return std::filesystem::exists(bus, ignored) ? bus
                                                 : std::filesystem::path("/sys/class") / subsystem;
}

std::vector<DeviceNode> nodesBySysfs(std::string_view subsystem)
{
    std::vector<DeviceNode> found;
    std::error_code ignored;
    for (const auto &entry :
         std::filesystem::directory_iterator(sysfsDirectory(subsystem), ignored)) {
        if (auto node = nodeInSysfs(entry.path()))
            found.push_back(*std::move(node));
    }
    return found;
}

std::vector<DeviceNode> nodesByUdev(udev *context, std::string_view subsystem)
{
    std::vector<DeviceNode> found;
    const UdevPtr<udev_enumerate> enumeration(udev_enumerate_new(context));
    if (!enumeration)
        return found;
    udev_enumerate_add_match_subsystem(enumeration.get(), std::string(subsystem).c_str());
    udev_enumerate_scan_devices(enumeration.get());
    for (udev_list_entry *entry = udev_enumerate_get_list_entry(enumeration.get());
         entry != nullptr; entry = udev_list_entry_get_next(entry)) {
        const UdevPtr<udev_device> device(
            udev_device_new_from_syspath(context, udev_list_entry_get_name(entry)));
        const char *path = device ? udev_device_get_devnode(device.get()) : nullptr;
        if (path != nullptr)
            found.push_back(
                {.path = path, .number = numberOf(udev_device_get_devnum(device.get()))});
    }
    return found;
}

class SystemDeviceTree final : public DeviceTree
{
public:
    SystemDeviceTree()
        : m_udev(udev_new())
    {
    }

    Result<std::vector<DeviceNode>> nodes(std::string_view subsystem) override
    {
        std::vector<DeviceNode> found;
        if (m_udev)
            found = nodesByUdev(m_udev.get(), subsystem);
        if (found.empty())
            found = nodesBySysfs(subsystem);
        std::ranges::sort(found, naturally);
        return found;
    }

    std::optional<std::string> nodeOf(DeviceNumber number) override
    {
        if (m_udev) {
            const UdevPtr<udev_device> device(udev_device_new_from_devnum(
                m_udev.get(), 'c', makedev(number.major, number.minor)));
            const char *path = device ? udev_device_get_devnode(device.get()) : nullptr;
            if (path != nullptr)
                return path;
        }
        const auto node
            = nodeInSysfs(formatText("/sys/dev/char/{}:{}", number.major, number.minor));
        return node ? std::optional(node->path) : std::nullopt;
    }

private:
    UdevPtr<udev> m_udev; // null: libudev could not start; /sys answers
};

} // namespace

std::unique_ptr<DeviceTree> DeviceTree::create()
{
    return std::make_unique<SystemDeviceTree>();
}

} // namespace weir
