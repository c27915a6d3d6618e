"""What else the made-up organisation has: suppliers, applications, shares, code, cloud, logs, backups, projects."""

from __future__ import annotations

import datetime as dt
from random import Random

from drystone.demo.names import APPLICATIONS, VENDORS
from drystone.demo.people import DOMAIN, Person, plain

Row = dict[str, object]
_CLAUSES = ("security", "privacy", "breach-notice", "audit", "data-return")


class Estate:
    """Rows of every register, made once from one seed; dates are relative to ``today``."""

    def __init__(self, random: Random, people: list[Person], today: dt.date) -> None:
        self._random = random
        self._people = people
        self._today = today
        self.vendors = self._make_vendors()
        self.applications = self._make_applications()
        self.shares = self._make_shares()
        self.repositories = self._make_repositories()
        self.cloud = self._make_cloud()
        self.credentials = self._make_credentials()

    def _ago(self, days: int) -> dt.date:
        return self._today - dt.timedelta(days=days)

    def _someone(self, department: str | None = None, *, living: bool = True) -> Person:
        fitting = [
            p
            for p in self._people
            if (department is None or p.department == department) and (p.status(self._today) != "left") == living
        ]
        return self._random.choice(fitting or self._people)

    def _make_vendors(self) -> list[Row]:
        rows: list[Row] = []
        for index, (name, tier, data_class) in enumerate(VENDORS):
            start = self._ago(self._random.randint(60, 1_200))
            reviewed = start + dt.timedelta(days=self._random.choice((-40, -12, -3, 25)))
            ended = name in {"Elm Street Catering", "Larkfield Recruiting"}
            sponsor = self._someone(living=index % 9 != 4)
            rows.append(
                {
                    "Vendor": name,
                    "Tier": tier if index % 8 != 6 else "",
                    "Data": data_class,
                    "Sponsor": sponsor.email if index % 7 != 5 else "",
                    "Status": "ended" if ended else "active",
                    "Contract from": start.isoformat(),
                    "Contract to": self._ago(20).isoformat() if ended else "",
                    "Review": "passed" if index % 6 != 3 else "open",
                    "Reviewed on": reviewed.isoformat() if index % 6 != 3 else "",
                    "Next review": (reviewed + dt.timedelta(days=365 * tier)).isoformat() if index % 6 != 3 else "",
                    "Clauses": "|".join(self._random.sample(_CLAUSES, 5 if index % 4 else 3)),
                }
            )
        return rows

    def _make_applications(self) -> list[Row]:
        rows: list[Row] = []
        for name, criticality, data_class, sso, facing, vendor, department in APPLICATIONS:
            owner = self._someone(department, living=name not in {"Recipe Archive", "Signpost"})
            rows.append(
                {
                    "Application": name,
                    "Owner": owner.email if name != "Lab Journal" else "",
                    "Vendor": vendor or "",
                    "Criticality": criticality,
                    "Data": data_class,
                    "SSO": "yes" if sso else "no",
                    "Internet": "yes" if facing else "no",
                    "Approved": "yes",
                    "Found by": "register",
                }
            )
        for name, found_by in (
            ("QuickPDF Online", "expenses"),
            ("ChatNotes AI", "sign-ins"),
            ("MindTangle", "sign-ins"),
        ):
            rows.append({"Application": name, "Owner": "", "Data": "", "Approved": "no", "Found by": found_by})
        return rows

    def _make_shares(self) -> list[Row]:
        names = (
            "Price lists",
            "Payroll 2026",
            "Recipes",
            "Shift plans",
            "Supplier contracts",
            "Photos",
            "Board papers",
            "Lab results",
            "Route planning",
            "Applications for jobs",
            "Marketing drafts",
            "Incident notes",
        )
        rows: list[Row] = []
        for index, name in enumerate(names * max(1, len(self._people) // 120)):
            secret = any(word in name for word in ("Payroll", "Recipes", "Board", "jobs"))
            rows.append(
                {
                    "Id": f"share-{index:03d}",
                    "Name": name if index < len(names) else f"{name} {index // len(names) + 1}",
                    "Owner": self._someone(living=index % 6 != 5).email,
                    "Class": "confidential" if secret else self._random.choice(("internal", "internal", "public", "")),
                    "Link": self._random.choices(("none", "organisation", "anyone"), (60, 25, 15))[0],
                    "External people": self._random.choices((0, 1, 7), (75, 18, 7))[0],
                    "Last used": self._ago(self._random.randint(0, 300)).isoformat(),
                }
            )
        return rows

    def _make_repositories(self) -> list[Row]:
        rows: list[Row] = []
        for index, name in enumerate(
            (
                "shop-web",
                "shop-api",
                "label-printer",
                "routes",
                "cold-chain",
                "infrastructure",
                "recipes-ui",
                "website",
                "data-pipeline",
                "warehouse-scanner",
            )
        ):
            owner = self._someone("Engineering", living=index % 7 != 6)
            rows.append(
                {
                    "id": 4_000 + index,
                    "full_name": f"fenwick/{name}",
                    "visibility": "public" if name in {"website", "label-printer"} else "private",
                    "archived": index == 7,
                    "owner_email": owner.email if index % 5 != 3 else None,
                    "default_branch_protected": index % 4 != 1,
                    "required_reviews": 0 if index % 4 == 1 else 1,
                    "secret_scanning": index % 3 != 2,
                    "pushed_at": f"{self._ago(index * 3).isoformat()}T10:00:00Z",
                    "dependencies": self._dependencies(index),
                }
            )
        return rows

    def _dependencies(self, index: int) -> list[Row]:
        known = (
            ("fenwick-http", "3.1.0", "library"),
            ("fenwick-network", "5.0.0", "module"),
            ("left-handed-queue", "0.4.2", "library"),
            ("bucket-anything", "1.2.0", "module"),
            ("fenwick-service-template", "2.0.0", "template"),
        )
        picked = self._random.sample(known, 2 + index % 3)
        return [{"name": name, "version": version, "kind": kind} for name, version, kind in picked]

    def _make_cloud(self) -> list[Row]:
        kinds = (
            ("bucket", True),
            ("virtual machine", False),
            ("database", False),
            ("function", False),
            ("queue", False),
        )
        rows: list[Row] = []
        for index in range(max(12, len(self._people) // 6)):
            kind, may_be_public = self._random.choice(kinds)
            owner = self._someone("Engineering")
            rows.append(
                {
                    "Resource": f"res-{index:05d}",
                    "Name": f"{plain(kind)}-{self._random.choice(('shop', 'routes', 'lab', 'old', 'test'))}-{index}",
                    "Type": kind,
                    "Account": self._random.choice(("production", "production", "sandbox")),
                    "Region": self._random.choice(("eu-north-1", "eu-central-1")),
                    "Tags": f"owner={owner.email};env=prod" if index % 5 else "env=prod",
                    "Public": "true" if may_be_public and self._random.random() < 0.3 else "false",
                    "Encrypted": self._random.choice(("true", "true", "true", "false", "")),
                    "Created": self._ago(self._random.randint(5, 900)).isoformat(),
                }
            )
        return rows

    def _make_credentials(self) -> list[Row]:
        rows: list[Row] = []
        for index in range(18):
            rotated = self._ago(self._random.choice((10, 60, 200, 500)))
            rows.append(
                {
                    "Id": f"key-{index:03d}",
                    "Name": self._random.choice(("deploy", "backup", "reporting", "label printer", "erp bridge"))
                    + f" {index}",
                    "Kind": self._random.choice(("key", "token", "certificate")),
                    "Owner": self._someone("Engineering").email if index % 4 else "",
                    "Status": "leaked" if index in {3, 11} else "active",
                    "Created": self._ago(700).isoformat(),
                    "Rotated": rotated.isoformat(),
                    "Expires": (rotated + dt.timedelta(days=365)).isoformat(),
                    "Repository": f"fenwick/{'shop-api' if index == 3 else 'routes'}" if index in {3, 11} else "",
                }
            )
        return rows

    def small_registers(self) -> dict[str, list[Row]]:
        """Return the registers that are about a page long, by the name of their file."""
        return {
            "domains": self._domains(),
            "backups": self._backups(),
            "logs": self._logs(),
            "access-reviews": self._access_reviews(),
            "data-transfers": self._transfers(),
            "projects": self._projects(),
            "expenses": self._purchases(),
        }

    def _domains(self) -> list[Row]:
        said = (
            (DOMAIN, "yes", "reject", "yes"),
            (f"shop.{DOMAIN}", "yes", "quarantine", "yes"),
            (f"news.{DOMAIN}", "yes", "none", "yes"),
            ("fenwick-careers.example", "no", "none", "no"),
        )
        return [
            {
                "Domain": name,
                "Owner": self._someone("IT").email,
                "Sends mail": mail,
                "DMARC": policy,
                "DKIM": dkim,
                "SPF": "v=spf1 -all" if mail == "no" else "v=spf1 include:mail.fenwick.example -all",
                "Expires": self._ago(-120).isoformat(),
            }
            for name, mail, policy, dkim in said
        ]

    def _backups(self) -> list[Row]:
        rows: list[Row] = []
        for index, entry in enumerate(APPLICATIONS[:9]):
            rows.append(
                {
                    "Job": f"{entry[0]} nightly",
                    "Application": entry[0],
                    "Last good": f"{self._ago(12 if index == 4 else 0).isoformat()}T02:10:00",
                    "Last restore test": self._ago(500).isoformat() if index % 3 else self._ago(60).isoformat(),
                    "Immutable": "yes" if index % 2 else "no",
                }
            )
        return rows

    def _logs(self) -> list[Row]:
        names = (
            "Identity provider",
            "Mail gateway",
            "Shop web",
            "Warehouse Control",
            "VPN",
            "Cloud audit",
            "Door system",
        )
        silent = {"Warehouse Control": 9, "Door system": 3}
        return [
            {
                "Log source": name,
                "Required": "yes",
                "Last event": f"{self._ago(silent.get(name, 0)).isoformat()}T00:30:00",
            }
            for name in names
        ]

    def _access_reviews(self) -> list[Row]:
        return [
            {
                "Review": f"{entry[0]} autumn",
                "Application": entry[0],
                "Due": self._ago(30 - 12 * index).isoformat(),
                "Done": self._ago(35).isoformat() if index % 3 else "",
                "Reviewer": self._someone(entry[6]).email,
            }
            for index, entry in enumerate(APPLICATIONS[:5])
        ]

    def _transfers(self) -> list[Row]:
        said = (
            ("Payroll to Quayside", "Quayside Payroll", "secret", "signed"),
            ("Newsletter list", "Paperplane Newsletter", "confidential", "none"),
            ("Route data", "Routewise Fleet Planning", "internal", "signed"),
            ("Call transcripts", "Fieldnote Transcripts", "confidential", "expired"),
        )
        return [
            {
                "Transfer": name,
                "Vendor": vendor,
                "Class": data,
                "Terms": terms,
                "Owner": self._someone("Marketing").email,
            }
            for name, vendor, data, terms in said
        ]

    def _projects(self) -> list[Row]:
        said = (
            ("Online ordering 2", "launch", -20, "open"),
            ("Pallet robots", "build", -90, "none"),
            ("Allergen finder", "live", 25, "passed"),
            ("Loyalty card", "live", 40, "none"),
        )
        return [
            {
                "Project": name,
                "Lead": self._someone("Engineering").email,
                "Stage": stage,
                "Launch": self._ago(days).isoformat(),
                "Review": review,
                "Reviewed": self._ago(days + 10).isoformat() if review == "passed" else "",
            }
            for name, stage, days, review in said
        ]

    def _purchases(self) -> list[Row]:
        rows: list[Row] = []
        for index in range(40):
            known = index % 4
            vendor = (
                self._random.choice(VENDORS)[0]
                if known
                else self._random.choice(("QuickPDF Online", "ChatNotes AI", "Stickerbarn", "MindTangle"))
            )
            rows.append(
                {
                    "Beleg": f"R-{index:04d}",
                    "Lieferant": vendor,
                    "Betrag": f"{self._random.randint(9, 4_000)},50",
                    "Käufer": self._someone().email,
                    "Datum": self._ago(self._random.randint(1, 80)).strftime("%d.%m.%Y"),
                    "Vorgang": f"P-{index:04d}" if known else "",
                }
            )
        return rows
