"""Scanner reports as JSON: Trivy, Grype, OSV-Scanner, Amazon Inspector, Dependabot by GraphQL, Defender."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from drystone.sources.shapes.findings import Asset, Flaw, asset_of, image, rows
from drystone.sources.shapes.github import alert_rows, repository_name
from drystone.sources.shapes.model import Found, Problem, Row, Sight
from drystone.sources.shapes.record import Record
from drystone.sources.shapes.words import macs, platform

_Reader = Callable[[Sight], Iterator[Found]]


def trivy(sight: Sight) -> Iterator[Found]:
    """Trivy: ``Results`` with ``Vulnerabilities`` of an artifact, or of each Kubernetes workload."""
    record = sight.record
    results = list(record.records("Results"))
    if record.has("Kind", "Name"):
        where = "/".join(part for part in (record.text("Namespace"), record.text("Kind"), record.text("Name")) if part)
        kind = f"kubernetes:{record.text('Kind')}"
        asset: Asset | None = Asset("cloud_resource", where, {"name": where, "type": kind, "provider": "kubernetes"})
    else:
        asset = _trivy_artifact(record, results)
    yield from rows(sight, asset_of(sight, asset), (flaw for one in results for flaw in _trivy_flaws(one)), "trivy")


def trivy_result(sight: Sight) -> Iterator[Found]:
    """Trivy's older report is a bare list of results; each names its target."""
    record = sight.record
    asset = _trivy_target(record.text("Target"), record.text("Class"))
    yield from rows(sight, asset_of(sight, asset), _trivy_flaws(record), "trivy")


def _trivy_artifact(record: Record, results: list[Record]) -> Asset | None:
    name = record.text("ArtifactName")
    kind = record.text("ArtifactType") or "container_image"
    if name is None:
        first = next((one.text("Target") for one in results), None)
        return _trivy_target(first, None)
    if kind in ("repository", "filesystem", "cyclonedx", "spdx"):
        return Asset("repository", name, {"name": name})
    return image(name) if kind == "container_image" else Asset("cloud_resource", name, {"name": name, "type": kind})


def _trivy_target(target: str | None, scope: str | None) -> Asset | None:
    """``debian (debian 10.8)`` is an image, ``app/composer.lock`` a path in a repository."""
    if target is None:
        return None
    name, bracket, _ = target.partition(" (")
    if bracket or scope == "os-pkgs":
        return image(name)
    folder = name.rsplit("/", 1)[0] if "/" in name else name
    return Asset("repository", folder, {"name": folder})


def _trivy_flaws(result: Record) -> Iterator[Flaw]:
    for one in result.records("Vulnerabilities"):
        source = one.text("SeveritySource") or ""
        scores = one.record("CVSS")
        given = [Record(part) for part in scores.raw.values() if isinstance(part, dict)]
        first = scores.record(source) if source in scores.raw else scores.record("nvd", "ghsa", "redhat")
        found = [item.number("V3Score", "V40Score", "V2Score") for item in (first, *given)]
        yield Flaw(
            (one.text("VulnerabilityID"),),
            one.text("PkgName"),
            one.text("InstalledVersion"),
            one.text("FixedVersion"),
            one.text("Severity"),
            next((score for score in found if score), None),
        )


def grype(sight: Sight) -> Iterator[Found]:
    """Anchore Grype: ``matches`` of a ``source``."""
    record = sight.record
    target = record.get("source.target")
    kind = record.text("source.type") or ""
    name = record.text("source.target.userInput") or (target if isinstance(target, str) else None)
    asset = image(name) if kind == "image" else Asset("repository", name, {"name": name}) if name else None
    yield from rows(sight, asset_of(sight, asset), _grype_flaws(record), "grype")


def _grype_flaws(record: Record) -> Iterator[Flaw]:
    for match in record.records("matches"):
        flaw, artifact = match.record("vulnerability"), match.record("artifact")
        related = list(match.records("relatedVulnerabilities"))
        scores = [item.number("metrics.baseScore") for one in (flaw, *related) for item in one.records("cvss")]
        odds = [item.number("epss") for one in (flaw, *related) for item in one.records("epss")]
        own = flaw.text("id")
        # Debian and GitHub have ids of their own; the CVE is then among the related ones.
        names = (own,) if own and own.startswith("CVE-") else (own, *(one.text("id") for one in related))
        yield Flaw(
            names,
            artifact.text("name"),
            artifact.text("version"),
            next(iter(flaw.texts("fix.versions", "fixedInVersion")), None),
            flaw.text("severity"),
            max((score for score in scores if score), default=None),
            max((odd for odd in odds if odd is not None), default=None),
            True if any(True for _ in flaw.records("knownExploited")) else None,
        )


def osv(sight: Sight) -> Iterator[Found]:
    """OSV-Scanner: one of ``results``, which names a lock file or SBOM and its packages."""
    record = sight.record
    path = record.text("source.path")
    folder = path.rsplit("/", 1)[0] if path and "/" in path else path
    asset = Asset("repository", folder, {"name": folder}) if folder else None
    yield from rows(sight, asset_of(sight, asset), _osv_flaws(record), "osv-scanner")


def _osv_flaws(record: Record) -> Iterator[Flaw]:
    for package in record.records("packages"):
        worst = {name: group for group in package.records("groups") for name in group.texts("ids")}
        for one in package.records("vulnerabilities"):
            own = one.text("id")
            group = worst.get(own or "", Record({}))
            yield Flaw(
                (own, *one.texts("aliases")),
                package.text("package.name"),
                package.text("package.version"),
                _osv_fix(one),
                one.text("database_specific.severity"),
                group.number("max_severity"),
            )


def _osv_fix(flaw: Record) -> str | None:
    for affected in flaw.records("affected"):
        for span in affected.records("ranges"):
            for event in span.records("events"):
                if event.text("fixed"):
                    return event.text("fixed")
    return None


def inspector(sight: Sight) -> Iterator[Found]:
    """Amazon Inspector: one of ``findings``, about one or more resources."""
    record = sight.record
    if (record.text("status") or "ACTIVE") != "ACTIVE":
        return
    resources = [asset for one in record.records("resources") if (asset := _inspector_asset(one))]
    chosen = asset_of(sight, resources[0] if resources else None)
    for asset in resources if chosen in resources else [chosen]:
        yield from rows(sight, asset, _inspector_flaws(record), "inspector")


def _inspector_asset(resource: Record) -> Asset | None:
    key = resource.text("id")
    if key is None:
        return None
    details = resource.record("details")
    tags = resource.get("tags")
    values = {
        "name": details.text("awsEcrContainerImage.repositoryName", "awsLambdaFunction.functionName") or key,
        "provider": "aws",
        "account": resource.text("accountId") or (key.split(":")[4] if key.count(":") >= 5 else None),
        "region": resource.text("region"),
        "type": (resource.text("type") or "").lower(),
        "tags": [f"{name}={value}" for name, value in tags.items()] if isinstance(tags, dict) else [],
    }
    return Asset("cloud_resource", key, values)


def _inspector_flaws(record: Record) -> Iterator[Flaw]:
    details = record.record("packageVulnerabilityDetails")
    packages = list(details.records("vulnerablePackages")) or [Record({})]
    scores = [one.number("baseScore") for one in details.records("cvss")]
    for package in packages:
        fix = package.text("fixedInVersion")
        yield Flaw(
            (details.text("vulnerabilityId"), record.text("title"), record.text("findingArn")),
            package.text("name"),
            package.text("version"),
            None if fix == "NotAvailable" else fix,
            record.text("severity"),
            record.number("inspectorScore") or max((score for score in scores if score), default=None),
            record.number("epss.score"),
            None,
            record.moment("firstObservedAt"),
        )


def dependabot(sight: Sight) -> Iterator[Found]:
    """Dependabot by GraphQL: a repository with ``vulnerabilityAlerts``, which it may not name."""
    record = sight.record
    alerts = list(record.records("vulnerabilityAlerts"))
    name = repository_name(record) or record.text("name")
    links = [alert.record("dependabotUpdate.pullRequest", "repository") for alert in alerts]
    name = name or next((found for link in links if (found := repository_name(_linked(link)))), None)
    asset = asset_of(sight, Asset("repository", name, {"name": name}) if name else None)
    if asset is None and alerts:
        yield Problem("Dependabot does not name the repository; say `asset_kind: repository` and `asset`", broken=True)
    elif asset is not None:
        yield asset.row()
        for alert in alerts:
            yield from alert_rows(alert, asset.key)


def _linked(link: Record) -> Record:
    address = link.text("permalink")
    return Record({"url": address}) if address else link


def code_scanning(sight: Sight) -> Iterator[Found]:
    """GitHub code scanning: alerts about our own code; the rule is the id."""
    record = sight.record
    name = repository_name(record)
    asset = asset_of(sight, Asset("repository", name, {"name": name}) if name else None)
    if (record.text("state") or "open") != "open":
        return
    number = record.text("number")
    place = record.text("most_recent_instance.location.path")
    rule = record.text("rule.id")
    flaw = Flaw(
        (f"{rule}#{number}" if rule else None,),
        place,
        None,
        None,
        record.text("rule.security_severity_level", "rule.severity"),
        seen_at=record.moment("created_at"),
    )
    yield from rows(sight, asset, iter([flaw]), "code-scanning")


def defender_machine(sight: Sight) -> Iterator[Found]:
    """Defender: a machine; the flaws name it by id."""
    record = sight.record
    key = record.text("id")
    sight.remember(f"machine {key}", "yes")
    addresses = (one.text("macAddress") for one in record.records("ipAddresses"))
    values = {
        "hostname": record.text("computerDnsName"),
        "mac_addresses": macs(addresses),
        "platform": platform(record.text("osPlatform")),
        "os_name": record.text("osPlatform"),
        "os_version": record.text("version", "osVersion"),
        "managed": True if record.text("onboardingStatus") == "Onboarded" else None,
        "last_seen_at": record.moment("lastSeen"),
    }
    yield Row("device", key, values)


def defender_flaw(sight: Sight) -> Iterator[Found]:
    """Defender: a flaw on a machine, which is made known where no machine list came with it."""
    record = sight.record
    machine = record.text("machineId")
    asset = asset_of(sight, Asset("device", machine) if machine else None)
    flaw = Flaw(
        (record.text("cveId"),),
        record.text("productName"),
        record.text("productVersion"),
        record.text("fixingKbId"),
        record.text("severity"),
        record.number("cvssV3"),
    )
    yield from rows(sight, asset, iter([flaw]), "defender")


#: The fields that tell each tool's objects, the most telling first.
READERS: tuple[tuple[str, tuple[str, ...], _Reader], ...] = (
    ("ms_defender", ("cveId", "machineId"), defender_flaw),
    ("ms_defender", ("id", "onboardingStatus"), defender_machine),
    ("ms_defender", ("id", "computerDnsName"), defender_machine),
    ("github_vulnerability", ("vulnerabilityAlerts",), dependabot),
    ("github_vulnerability", ("rule", "most_recent_instance"), code_scanning),
    ("aws_inspector2", ("findingArn", "resources"), inspector),
    ("anchore_grype", ("matches", "source"), grype),
    ("anchore_grype", ("matches", "descriptor"), grype),
    ("anchore_grype", ("matches",), grype),
    ("trivy", ("Results", "Kind"), trivy),
    ("trivy", ("Results", "SchemaVersion"), trivy),
    ("trivy", ("Results", "ArtifactName"), trivy),
    ("trivy", ("Target", "Vulnerabilities"), trivy_result),
    ("trivy", ("Target", "Type"), trivy_result),
    ("osv_scanner", ("packages", "source"), osv),
)
