"""Words that the made-up organisation is made of. Any likeness to real people is chance."""

from __future__ import annotations

FIRST = (
    "Amara Aisha Alba Alina Amir Ana Anders Anouk Arda Astrid Ayla Beate Ben Bilal Björn Carla Cem Chidi Clara Daan"
    " Dagmar Daria Deniz Dilan Dorota Edda Elif Emil Enzo Esra Eva Fatima Felix Femke Finn Franka Frida Gabriel Greta"
    " Hanna Hakan Heike Hugo Ida Ilse Imran Ines Ingrid Ivo Jakub Jana Jannik Jonas Jun Kai Karim Katya Kemal Klara"
    " Kofi Lara Lars Lea Leila Lena Levi Lina Lotte Luca Luis Magda Maja Malik Marek Mara Marta Mateo Mehmet Mila Mina"
    " Mira Moritz Nadia Nasrin Nele Nico Nils Noor Olga Omar Oskar Otto Paula Pavel Petra Pia Quentin Rana Rasmus"
    " Renata Rika Robin Rosa Ruben Sami Sara Selma Sibel Sofia Sven Tamar Tarik Tessa Thea Timo Tomas Uwe Vera Viktor"
    " Wanda Wim Yara Yasmin Yusuf Zoe Zofia"
).split()

LAST = (
    "Abel Adeyemi Ahlers Akin Albrecht Andersen Arslan Aydin Bakker Bauer Becker Berger Bergström Bianchi Blum Boateng"
    " Brandt Braun Castro Cohen Costa Çelik Dahl Demir Diallo Dietz Dubois Eriksen Ernst Faber Farah Fischer Fontana"
    " Frank Fuchs Garcia Geiger Graf Groß Haas Hansen Hartmann Hassan Heinz Herrera Hoffmann Horvat Ibrahim Ito Jäger"
    " Jansen Kaiser Kaya Keller Khan Klein Koch Kovač Kowalski Krämer Kraus Kuhn Lang Larsen Lehmann Lenz Lindgren"
    " Lopez Lorenz Maier Marino Mbeki Meyer Moreau Müller Nguyen Nielsen Novak Nowak Okafor Olsen Öztürk Park Pereira"
    " Peters Petrov Popescu Quast Rahimi Reuter Ricci Richter Rossi Roth Sahin Santos Sauer Schäfer Schmidt Schneider"
    " Seidel Silva Simon Sommer Stein Tanaka Thiel Toth Ulrich Vargas Vogel Wagner Walter Weber Weiß Werner Winter Wolf"
    " Yildiz Zhang Ziegler"
).split()

#: Department → (share of the staff, its teams, its head's title, the titles of its people, has a laptop).
DEPARTMENTS: dict[str, tuple[float, tuple[str, ...], str, tuple[str, ...], bool]] = {
    "Warehouse": (
        0.28,
        ("Inbound", "Picking", "Outbound"),
        "Head of Warehouse",
        ("Picker", "Forklift Driver", "Shift Lead"),
        False,
    ),
    "Production": (
        0.20,
        ("Bakery", "Packing", "Maintenance"),
        "Head of Production",
        ("Line Operator", "Baker", "Technician"),
        False,
    ),
    "Logistics": (0.08, ("Fleet", "Planning"), "Head of Logistics", ("Driver", "Dispatcher"), False),
    "Sales": (0.11, ("Key Accounts", "Retail"), "Head of Sales", ("Account Manager", "Sales Assistant"), True),
    "Marketing": (0.04, ("Brand",), "Head of Marketing", ("Content Editor", "Designer"), True),
    "Finance": (
        0.05,
        ("Accounting", "Controlling"),
        "Head of Finance",
        ("Accountant", "Controller", "Payroll Clerk"),
        True,
    ),
    "People": (0.03, ("People Services",), "Head of People", ("HR Partner", "Recruiter"), True),
    "Legal": (0.02, ("Legal",), "Head of Legal", ("Counsel", "Data Protection Officer"), True),
    "Procurement": (0.03, ("Buying",), "Head of Procurement", ("Buyer", "Supplier Manager"), True),
    "IT": (
        0.06,
        ("Service Desk", "Infrastructure"),
        "Head of IT",
        ("Support Engineer", "Systems Engineer", "Network Engineer"),
        True,
    ),
    "Engineering": (
        0.07,
        ("Shop", "Platform"),
        "Head of Engineering",
        ("Software Engineer", "Platform Engineer", "Data Engineer"),
        True,
    ),
    "Security": (0.015, ("Security",), "Head of Security", ("Security Analyst",), True),
    "Quality": (0.025, ("Laboratory",), "Head of Quality", ("Quality Specialist",), True),
}

SITES = {"Berlin": "Europe/Berlin", "Gdańsk": "Europe/Warsaw", "Porto": "Europe/Lisbon"}

#: Vendor names with what they sell, a tier from 1 (we lean on them) to 3, and the class of data they see.
VENDORS = (
    ("Nimbus Cloud Hosting", 1, "confidential"),
    ("Ledgerline Accounting", 1, "confidential"),
    ("Peopleroom HR Suite", 1, "secret"),
    ("Harbour Mail Security", 1, "confidential"),
    ("Palette Design Tools", 3, "internal"),
    ("Routewise Fleet Planning", 2, "internal"),
    ("Bright Label Printing", 3, "public"),
    ("Signpost Surveys", 3, "internal"),
    ("Quayside Payroll", 1, "secret"),
    ("Larkfield Recruiting", 2, "confidential"),
    ("Stackyard Source Hosting", 1, "confidential"),
    ("Coldchain Sensors", 2, "internal"),
    ("Mosaic Shop Platform", 1, "confidential"),
    ("Tidewater Backup", 1, "secret"),
    ("Elm Street Catering", 3, "public"),
    ("Fieldnote Transcripts", 3, "confidential"),
    ("Paperplane Newsletter", 2, "confidential"),
    ("Oakpost Courier", 3, "internal"),
)

#: Business applications: name, criticality 1–4, class of data, single sign-on, faces the internet, vendor, department.
APPLICATIONS = (
    ("Ledgerline", 4, "confidential", True, False, "Ledgerline Accounting", "Finance"),
    ("Peopleroom", 3, "secret", True, True, "Peopleroom HR Suite", "People"),
    ("Fenwick Shop", 4, "confidential", True, True, "Mosaic Shop Platform", "Engineering"),
    ("Routewise", 3, "internal", True, True, "Routewise Fleet Planning", "Logistics"),
    ("Warehouse Control", 4, "internal", False, False, None, "Warehouse"),
    ("Recipe Archive", 3, "secret", False, False, None, "Production"),
    ("Paperplane", 2, "confidential", True, True, "Paperplane Newsletter", "Marketing"),
    ("Stackyard", 3, "confidential", True, True, "Stackyard Source Hosting", "Engineering"),
    ("Signpost", 1, "internal", False, True, "Signpost Surveys", "Marketing"),
    ("Fieldnote", 2, "confidential", False, True, "Fieldnote Transcripts", "Sales"),
    ("Quayside", 4, "secret", True, True, "Quayside Payroll", "Finance"),
    ("Lab Journal", 2, "internal", False, False, None, "Quality"),
)

#: Software: name, its maker, versions from old to new (the last is the latest), platforms.
SOFTWARE = (
    ("Otter Browser", "Otterworks", ("128.3.0", "140.1.0", "144.0.2"), ("windows", "macos", "ubuntu")),
    ("Lantern Mail", "Lantern Foundation", ("115.2.1", "128.9.0", "140.4.0"), ("windows", "macos", "ubuntu")),
    ("Harbour Meet", "Harbour Media", ("6.1.0", "6.4.3", "6.6.2"), ("windows", "macos")),
    ("Quill Office", "Quill Project", ("7.6.7", "24.8.4", "25.8.2"), ("windows", "macos", "ubuntu")),
    ("Zipper", "Zipper Project", ("21.07", "24.09", "25.01"), ("windows",)),
    ("Burrow", "Burrow Project", ("2.39.1", "2.47.0", "2.51.1"), ("windows", "macos", "ubuntu")),
    ("Adder Runtime", "Adder Foundation", ("3.8.10", "3.11.9", "3.13.9"), ("windows", "macos", "ubuntu")),
    ("Pebble Chat", "Pebble Works", ("4.36.140", "4.43.51", "4.46.101"), ("windows", "macos")),
    ("PackRat Archiver", "PackRat", ("6.02", "7.01", "7.13"), ("windows",)),
    ("Cinder Player", "Cinder Video", ("3.0.16", "3.0.20", "3.0.21"), ("windows", "macos", "ubuntu")),
    ("Jotter", "Jotter Team", ("8.4.1", "8.6.9", "8.8.5"), ("windows",)),
    ("Fernlink Remote", "Fernlink", ("9.0.1", "10.2.0", "10.4.1"), ("windows", "macos")),
)

#: Flaws: id, the software, fixed in which version, severity, CVSS, EPSS, known to be exploited.
FLAWS = (
    ("CVE-2026-90001", "PackRat Archiver", "7.01", "high", 7.8, 0.61, True),
    ("CVE-2026-90002", "Otter Browser", "140.1.0", "critical", 9.6, 0.12, False),
    ("CVE-2026-90003", "Otter Browser", "144.0.2", "high", 8.1, 0.04, False),
    ("CVE-2026-90004", "Fernlink Remote", "10.2.0", "critical", 9.8, 0.83, True),
    ("CVE-2026-90005", "Zipper", "24.09", "medium", 5.5, 0.01, False),
    ("CVE-2026-90006", "Quill Office", "24.8.4", "high", 7.8, 0.02, False),
)

#: Operating systems: name, cycle, the newest version of the cycle, and when its maker stops mending it.
SYSTEMS = (
    ("Windows 11", "10.0.26200", "10.0.26200", "2027-10-12"),
    ("Windows 11", "10.0.22631", "10.0.22631", "2026-11-10"),
    ("Windows 10", "10.0.19045", "10.0.19045", "2025-10-14"),
    ("macOS", "26", "26.1", ""),
    ("macOS", "15", "15.7.2", "2027-09-30"),
    ("macOS", "13", "13.7.8", "2025-09-15"),
    ("Ubuntu", "24.04", "24.04.3", "2029-04-25"),
    ("Ubuntu", "22.04", "22.04.5", "2027-04-01"),
    ("Ubuntu", "18.04", "18.04.6", "2023-05-31"),
    ("Android", "16", "16", ""),
    ("Android", "13", "13", "2026-03-02"),
    ("iOS", "26", "26.1", ""),
    ("iOS", "17", "17.7.2", "2024-11-19"),
)
