"""What endpoint agents have in common: the software of a device, and rows of osquery's own tables."""

from __future__ import annotations

from collections.abc import Iterator

from drystone.sources.shapes.model import Row
from drystone.sources.shapes.record import Record, as_moment
from drystone.sources.shapes.words import macs

#: A repeated interface or a bridge says nothing about which machine it is.
_NOT_HARDWARE = ("lo", "docker", "veth", "br-", "virbr", "tun", "tap", "utun", "awdl", "llw", "bridge", "vmnet", "vbox")


def software(device: str | None, item: Record, source: str | None = None) -> Iterator[Row]:
    """Yield one installed package or app; version and release of an RPM make one version, as rpm compares them."""
    name = item.text("name", "bundle_name", "bundle_executable")
    if not device or not name:
        return
    version = item.text("bundle_short_version", "version", "bundle_version")
    release, epoch = item.text("release"), item.text("epoch")
    if release and version and source not in ("deb_packages", "programs"):
        version = f"{version}-{release}"
        version = f"{epoch}:{version}" if epoch and epoch != "0" else version
    values = {
        "device_id": device,
        "name": name.removesuffix(".app"),
        "version": version,
        "vendor": item.text("vendor", "publisher", "maintainer", "author"),
        "bundle_identifier": item.text("bundle_identifier", "extension_id", "identifier"),
        "purl": item.text("purl"),
        "source": source or item.text("source"),
        "installed_at": installed(item.text("install_date", "install_time", "installed_at")),
        "last_opened_at": opened(item.text("last_opened_time", "last_opened_at")),
    }
    yield Row("software", f"{device} {values['source'] or ''} {values['name']} {version or ''}", values)


def installed(text: str | None) -> str | None:
    """Return when it was installed; Windows' registry writes 20240131."""
    if text and len(text) == 8 and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]} 00:00:00"
    return as_moment(text)


def opened(text: str | None) -> str | None:
    """Return when it was last opened; osquery writes -1 or 0 for never."""
    return None if text is None or text.startswith("-") or not text.strip("0.") else as_moment(text)


def hardware_macs(interfaces: Iterator[Record]) -> str | None:
    """Return the addresses of real network interfaces."""
    words = [
        one.text("mac")
        for one in interfaces
        if not (one.text("interface", "name", "ifname") or "").lower().startswith(_NOT_HARDWARE)
    ]
    return macs(words)
