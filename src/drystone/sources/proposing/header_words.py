"""What exports call the vocabulary's columns, in several languages.

``_key`` stands for the key that a system gives its records; ``_claim:<kind>`` for a column of people that links them to
the thing; ``_given`` and ``_family`` for the parts of a name.
"""

from __future__ import annotations

from functools import cache

from drystone.sources.proposing.words import normal

_PERSON = {
    "_key": "employee id|employee number|employee no|emp id|emp no|staff id|staff number"
    "|personnel number|person id|worker id|hr id|associate id|personalnummer|personal nr"
    "|pers nr|personalnr|mitarbeiternummer|mitarbeiter id|mitarbeiter nr|matricule"
    "|numero employe|id employe|numero de empleado|id empleado|num empleado"
    "|personeelsnummer|medewerker id|medewerkernummer|matricola|numero pracownika|rec id"
    "|uuid|user id|id",
    "email": "email|e mail|mail|email address|e mail address|mail address|work email|business email"
    "|company email|primary email|email work|email primary work|e mail adresse|mailadresse"
    "|emailadresse|dienstliche e mail|geschaftliche e mail|courriel|adresse mail"
    "|adresse email|adresse electronique|correo|correo electronico|email corporativo"
    "|e mailadres|emailadres|posta elettronica|indirizzo email",
    "name": "name|full name|display name|employee name|preferred name|worker|employee|mitarbeiter"
    "|mitarbeitername|vollstandiger name|anzeigename|nom complet|nom et prenom"
    "|nombre completo|nombre y apellidos|volledige naam|naam|nome completo|person",
    "_given": "first name|given name|forename|vorname|prenom|nombre|voornaam|nome|firstname",
    "_family": "last name|family name|surname|nachname|familienname|zuname|nom|nom de famille|apellido"
    "|apellidos|achternaam|cognome|lastname",
    "department": "department|dept|department name|org unit|organisational unit|organizational unit"
    "|division|business unit|cost center name|abteilung|bereich|organisationseinheit"
    "|fachbereich|departement|service|direction|departamento|area|afdeling|reparto",
    "team": "team|team name|group|gruppe|equipe|equipo|squad|ploeg",
    "title": "title|job title|position|role|job|business title|designation|job name|stelle|funktion"
    "|stellenbezeichnung|position titel|berufsbezeichnung|tatigkeit|poste|fonction"
    "|intitule du poste|puesto|cargo|functie|functietitel|mansione|qualifica",
    "manager_id": "manager|manager id|manager email|manager e mail|supervisor|supervisor id"
    "|supervisor email|line manager|reports to|reporting manager|boss|manager employee id"
    "|manager number|vorgesetzter|vorgesetzte|vorgesetzte r|fuhrungskraft"
    "|vorgesetzter personalnummer|vorgesetzten nr|vorgesetzter id|vorgesetzter e mail"
    "|responsable|superieur|superieur hierarchique|n 1|jefe|jefe directo|supervisor directo"
    "|leidinggevende|responsabile",
    "employment_type": "employment type|employee type|worker type|contract type|employment category"
    "|beschaftigungsart|vertragsart|anstellungsart|mitarbeitertyp|type de contrat"
    "|tipo de contrato|contracttype|soort dienstverband",
    "status": "status|employment status|employee status|worker status|active|is active|current status"
    "|state|beschaftigungsstatus|aktiv|statut|estado|situacion|actief|stato",
    "start_date": "start date|hire date|date hired|hired|hired on|joining date|date of joining|join date"
    "|employment start|start|original hire date|eintritt|eintrittsdatum|einstellungsdatum"
    "|beginn|startdatum|date d embauche|date d entree|date entree|fecha de alta"
    "|fecha de ingreso|fecha inicio|fecha de contratacion|datum in dienst|in dienst"
    "|datum indiensttreding|data assunzione|data di assunzione",
    "end_date": "end date|termination date|date terminated|leave date|leaving date|last day"
    "|last working day|last day of work|contract end|contract end date|exit date"
    "|terminated on|end|austritt|austrittsdatum|ende|vertragsende|enddatum|date de sortie"
    "|date de fin|date sortie|fecha de baja|fecha fin|fecha de salida|datum uit dienst"
    "|uit dienst|data cessazione",
    "location": "location|office|site|work location|office location|city|standort|arbeitsort|ort|buro"
    "|lieu|bureau|ville|ubicacion|oficina|ciudad|sede|centro de trabajo|locatie|vestiging"
    "|kantoor|suburb",
    "timezone": "timezone|time zone|zeitzone|fuseau horaire|zona horaria|tijdzone",
    "language": "language|preferred language|sprache|langue|idioma|taal|locale|lingua",
    "phone": "mobile|mobile phone|mobile number|work mobile|cell phone|mobil|mobiltelefon|handy|handynummer"
    "|telephone portable|portable|movil|telefono movil|mobiel|cellulare",
}
_ACCOUNT = {
    "_key": "account id|user id|id|object id|uid|sid|guid|login id|konto id|benutzer id|external id",
    "username": "username|user name|login|login name|logon name|account|account name"
    "|user principal name|upn|sam account name|samaccountname|userid|benutzername|benutzer"
    "|anmeldename|konto|kontoname|identifiant|nom d utilisateur|usuario|nombre de usuario"
    "|gebruikersnaam|gebruiker|nome utente|primary email|user",
    "email": _PERSON["email"],
    "status": "status|account status|enabled|account enabled|is enabled|active|is active|state"
    "|suspended|is suspended|disabled|locked|kontostatus|aktiviert|aktiv|gesperrt"
    "|deaktiviert|statut|actif|estado|activo|habilitado|actief|ingeschakeld",
    "is_admin": "is admin|admin|administrator|super admin|is super admin|privileged|privileged user"
    "|is privileged|superuser|global admin|ist admin|es administrador|est administrateur"
    "|beheerder",
    "mfa": "mfa|mfa status|mfa enrolled|mfa enrolment|mfa enrollment|mfa factors|mfa enabled"
    "|mfa method|mfa type|2fa|two factor|two factor authentication|second factor"
    "|2 step verification|2sv|2sv enrolled|is enrolled in 2 sv|mfa registered|factor"
    "|factors|authenticator|authentication methods|zwei faktor|zweiter faktor|2 faktor"
    "|double authentification|doble factor|tweestapsverificatie",
    "last_sign_in_at": "last sign in|last login|last log in|last logon|last sign in time|last login time"
    "|last login at|last sign in date|last sign in date time|last active|last activity"
    "|last seen|last login date|letzte anmeldung|letzter login|derniere connexion"
    "|ultimo acceso|ultimo inicio de sesion|laatste aanmelding|laatst ingelogd"
    "|last logon date",
    "created_at": "created|created at|creation date|created on|creation time|created date|when created"
    "|created date time|erstellt|erstellt am|angelegt am|date de creation|fecha de creacion"
    "|aangemaakt|aangemaakt op",
    "kind": "account type|user type|type|kind|kontotyp|benutzertyp|type de compte|tipo de cuenta|accounttype",
    "system": "system|application|app|source system|tenant|anwendung|systeme|sistema|applicatie",
    "criticality": "criticality|kritikalitat",
}
_DEVICE = {
    "_key": "device id|asset id|computer id|jss id|jamf id|id|object id|azure ad device id|host id"
    "|gerate id|gerateid|inventory id|inventarnummer|id appareil|id dispositivo|hwid"
    "|resource id|udid",
    "serial_number": "serial|serial number|serial no|serialnumber|sn|s n|service tag|hardware serial"
    "|seriennummer|serien nr|seriennr|numero de serie|no de serie|n serie|n de serie"
    "|serienummer|numero di serie|bios serial",
    "hostname": "hostname|host name|host|computer name|computer|device name|machine name|machine"
    "|dns name|fqdn|netbios name|rechnername|computername|geratename|gerat"
    "|nom de l ordinateur|nom de l appareil|poste|nombre del equipo|nombre de equipo"
    "|nombre del dispositivo|computernaam|apparaatnaam|nome computer|display name|name",
    "hardware_uuid": "hardware uuid|uuid|system uuid|udid|device uuid|bios uuid|smbios guid|hardware id",
    "mac_addresses": "mac|mac address|mac addresses|wifi mac|wi fi mac|ethernet mac|wi fi mac address"
    "|ethernet mac address|macadresse|mac adresse|adresse mac|direccion mac|mac adres"
    "|physical address",
    "asset_tag": "asset tag|asset number|asset no|inventory number|inventory no|tag|inventarnummer"
    "|inventar nr|anlagennummer|etiquette|numero d inventaire|numero de inventario"
    "|inventarisnummer",
    "kind": "device type|form factor|chassis type|asset type|computer type|type|category"
    "|device category|machine type|geratetyp|gerateart|typ|kategorie|type d appareil"
    "|tipo de dispositivo|tipo|apparaattype|device class|model category",
    "platform": "platform|os platform|plattform|plateforme|plataforma|platform type",
    "vendor": "manufacturer|vendor|make|brand|hersteller|fabricant|marque|fabricante|marca|fabrikant"
    "|merk|sys manufacturer|hardware vendor|produttore",
    "model": "model|model name|device model|hardware model|modell|modele|modelo|modello|sys product"
    "|product name|product",
    "os_name": "os|operating system|os name|os type|betriebssystem|systeme d exploitation"
    "|sistema operativo|besturingssysteem",
    "os_version": "os version|operating system version|version|os build|build|betriebssystemversion"
    "|os versie|version de l os|version du systeme|version del so|os version number",
    "managed": "managed|is managed|mdm|enrolled|is enrolled|mdm status|enrollment status|verwaltet"
    "|gere|gestionado|beheerd|mdm enrolled|management state",
    "disk_encrypted": "encrypted|is encrypted|disk encrypted|disk encryption|encryption|encryption status"
    "|filevault|file vault|filevault status|file vault status|filevault 2 status"
    "|filevault enabled|bitlocker|bitlocker status|fv|verschlusselt|verschlusselung"
    "|festplattenverschlusselung|chiffre|chiffrement|chiffrement du disque|cifrado"
    "|cifrado de disco|versleuteld|schijfversleuteling|cifratura",
    "firewall_enabled": "firewall|firewall enabled|firewall status|firewall on|pare feu|cortafuegos",
    "screen_lock_enabled": "screen lock|screenlock|screen lock enabled|bildschirmsperre|verrouillage"
    "|bloqueo de pantalla|schermvergrendeling|passcode|passcode enabled",
    "pending_restart": "pending restart|pending reboot|reboot required|restart required|neustart erforderlich"
    "|redemarrage requis|reinicio pendiente|herstart nodig|needs reboot",
    "updates_pending": "updates pending|pending updates|missing updates|available updates|ausstehende updates",
    "last_restart_at": "last restart|last reboot|last boot|last boot time|boot time|letzter neustart"
    "|dernier redemarrage|ultimo reinicio|laatste herstart",
    "last_seen_at": "last seen|last check in|last checkin|last contact|last sync|last sync date time"
    "|last inventory|last report|last contact time|last inventory update|last online"
    "|last communication|report date|zuletzt gesehen|letzter kontakt"
    "|letzte synchronisierung|letzte meldung|dernier contact|derniere synchronisation"
    "|ultimo contacto|ultima conexion|laatst gezien|laatste contact",
    "enrolled_at": "enrolled at|enrolled on|enrollment date|enrolled date|enrolled date time"
    "|registriert am|date d inscription|fecha de inscripcion|last enrollment",
    "status": "status|asset status|device status|lifecycle status|status label|state|lifecycle"
    "|geratestatus|statut|estado|toestand",
    "internet_facing": "internet facing|public|exposed|public facing",
    "criticality": "criticality|kritikalitat|criticite|criticidad",
    "_claim:assigned": "user|owner|assigned to|assigned user|primary user|user email|email|email address"
    "|e mail|user principal name|username|user name|assignee|benutzer|besitzer|nutzer"
    "|hauptbenutzer|zugewiesen an|inhaber|utilisateur|proprietaire|attribue a|usuario"
    "|propietario|asignado a|gebruiker|eigenaar|toegewezen aan|utente|owner email"
    "|mitarbeiter|mail|primary user upn|primary user email address|benutzer e mail",
    "_claim:last_user": "last user|last logged in user|last logged on user|last login user|last logon user"
    "|current user|letzter benutzer|zuletzt angemeldeter benutzer|dernier utilisateur"
    "|ultimo usuario|laatste gebruiker|console user",
}
_SOFTWARE = {
    "device_id": "hostname|host name|host|computer|computer name|device|device name|machine|serial"
    "|serial number|device id|rechner|rechnername|computername|gerat|poste|ordinateur"
    "|equipo|asset|host id|seriennummer",
    "name": "software|software name|application|application name|app|app name|program|program name"
    "|package|package name|display name|name|product|product name|title|programm|anwendung"
    "|logiciel|programa|aplicacion|programma",
    "version": "version|software version|app version|application version|package version"
    "|display version|installed version|versie|versione",
    "vendor": "vendor|publisher|manufacturer|developer|hersteller|herausgeber|editeur|fabricante"
    "|editor|uitgever|leverancier",
    "bundle_identifier": "bundle id|bundle identifier|package id|identifier|package identifier",
    "installed_at": "installed|install date|installed at|installed on|installation date|installiert am"
    "|date d installation|fecha de instalacion|geinstalleerd op",
    "last_opened_at": "last opened|last used|last run|zuletzt verwendet|derniere utilisation|ultimo uso",
    "source": "source|quelle|origin",
}
_VENDOR = {
    "_key": "vendor id|supplier id|vendor number|vendor no|supplier number|creditor|kreditor"
    "|kreditorennummer|lieferantennummer|lieferanten nr|lieferant nr|id fournisseur"
    "|numero fournisseur|id proveedor|leveranciersnummer|account number|id",
    "name": "vendor|vendor name|supplier|supplier name|company|company name|third party|provider"
    "|name|lieferant|lieferantenname|firma|dienstleister|fournisseur|nom du fournisseur"
    "|raison sociale|proveedor|nombre del proveedor|leverancier|fornitore",
    "sponsor_id": "sponsor|business owner|owner|relationship owner|contract owner|contact person"
    "|responsible|internal owner|verantwortlich|verantwortlicher|ansprechpartner"
    "|responsable|verantwoordelijke|vendor owner",
    "tier": "tier|risk tier|vendor tier|stufe|risikostufe|niveau|nivel",
    "criticality": "criticality|critical|kritikalitat|criticite|criticidad",
    "data_class": "data class|data classification|data handled|datenklasse|classification",
    "status": "status|vendor status|contract status|active|active flag|state|statut|estado",
    "contract_start": "contract start|contract start date|contract date|signed|signed on|start date"
    "|vertragsbeginn|debut du contrat|inicio del contrato|ingangsdatum",
    "contract_end": "contract end|contract end date|expires|expiry date|renewal date|end date|vertragsende"
    "|fin du contrat|fin del contrato|einddatum",
    "review_status": "review status|security review|assessment status|risk assessment|due diligence"
    "|prufstatus|assessment",
    "reviewed_at": "reviewed|reviewed at|review date|last review|last assessment|assessment date"
    "|gepruft am|letzte prufung",
    "next_review_at": "next review|next assessment|review due|nachste prufung",
    "domain": "domain|website|website url|web|url|homepage|webseite|site web|sitio web",
}
_OTHERS: dict[str, dict[str, str]] = {
    "application": {
        "_key": "application id|app id|id|ci id|anwendungs id",
        "name": "application|application name|app|app name|service|service name|system|name"
        "|anwendung|anwendungsname|aplicacion|applicatie",
        "owner_id": "owner|application owner|business owner|product owner|service owner|verantwortlich"
        "|verantwortlicher|eigentumer|responsable|proprietaire|propietario|eigenaar",
        "vendor_id": "vendor|supplier|hersteller|fournisseur|proveedor|leverancier",
        "criticality": "criticality|business criticality|kritikalitat|criticite|criticidad",
        "data_class": "data class|data classification|classification|datenklasse",
        "sso": "sso|single sign on|sso enabled|saml",
        "internet_facing": "internet facing|public|external facing|exposed",
        "approved": "approved|sanctioned|allowed|freigegeben|genehmigt|approuve|aprobado|goedgekeurd",
        "status": "status|lifecycle|state",
        "users": "users|user count|number of users|active users|seats|nutzer|anzahl nutzer|utilisateurs|usuarios",
        "last_used_at": "last used|last activity|last seen|zuletzt genutzt",
    },
    "repository": {
        "_key": "repository id|repo id|id|full name|node id",
        "name": "repository|repo|repository name|repo name|full name|name",
        "owner_id": "owner|maintainer|code owner|team owner|responsible",
        "visibility": "visibility|private|is private|access",
        "branch_protected": "branch protected|branch protection|protected|default branch protected",
        "required_reviews": "required reviews|required approvals|reviews required",
        "secret_scanning": "secret scanning|secret scanning enabled",
        "archived": "archived|is archived",
        "last_pushed_at": "last push|last pushed|pushed at|last commit|last activity",
    },
    "share": {
        "_key": "share id|folder id|file id|item id|drive id|id|path|url|pfad",
        "name": "share|share name|folder|folder name|file|file name|drive|site|site name|path|title"
        "|name|freigabe|ordner|dossier|carpeta|map",
        "owner_id": "owner|owner email|site owner|folder owner|besitzer|eigentumer|proprietaire|propietario|eigenaar",
        "kind": "type|kind|item type|resource type",
        "data_class": "label|sensitivity|sensitivity label|data class|classification|klassifizierung",
        "link_access": "link access|sharing|link sharing|access|sharing scope|link scope"
        "|anyone with the link|freigabe|shared with",
        "external_people": "external people|external users|external shares|guests|external collaborators"
        "|externe|externes",
        "last_used_at": "last used|last modified|last accessed|last activity|modified|zuletzt geandert",
        "system": "system|service|source",
    },
    "training": {
        "person_id": "employee id|person|email|e mail|user|user email|learner|learner email|employee"
        "|participant|mitarbeiter|personalnummer|teilnehmer|participant|apprenant|empleado"
        "|medewerker|email address|username",
        "course": "course|course name|training|training name|module|title|course title|kurs|schulung"
        "|schulungsname|formation|curso|cursus",
        "completed_at": "completed|completed at|completion date|completed on|date completed|abgeschlossen"
        "|abgeschlossen am|date|date d achevement|fecha de finalizacion|afgerond"
        "|afgerond op",
        "expires_at": "expires|expiry|expires at|valid until|expiry date|due again|gultig bis"
        "|valable jusqu au|valido hasta|geldig tot",
    },
    "screening": {
        "_key": "screening id|check id|case id|request id|order id|id|vorgangsnummer",
        "person_id": "employee id|person|email|candidate|candidate email|employee|subject|mitarbeiter"
        "|personalnummer|kandidat|candidat|candidato|kandidaat|applicant",
        "kind": "check|check type|screening|screening type|package|background check|type|prufung"
        "|prufungsart|type de controle|tipo",
        "status": "status|check status|screening status|state|statut|estado",
        "completed_at": "completed|completed at|completion date|completed on|cleared on|abgeschlossen am|date",
        "expires_at": "expires|expires at|expiry|valid until|gultig bis",
        "exempt_reason": "exempt reason|exemption|exemption reason|reason",
    },
    "purchase": {
        "_key": "purchase id|transaction id|expense id|report id|invoice|invoice number|invoice no"
        "|belegnummer|rechnungsnummer|numero de facture|numero de factura|factuurnummer|id"
        "|order number|po number",
        "name": "description|item|memo|purpose|beschreibung|buchungstext|libelle|concepto|omschrijving",
        "vendor_name": "vendor|merchant|supplier|payee|vendor name|merchant name|handler|lieferant"
        "|fournisseur|proveedor|leverancier",
        "buyer_id": "buyer|employee|employee email|purchaser|cardholder|submitted by|requester|email"
        "|mitarbeiter|besteller|acheteur|comprador",
        "amount": "amount|total|sum|cost|price|betrag|summe|montant|importe|bedrag|net amount|gross amount",
        "currency": "currency|wahrung|devise|moneda|valuta",
        "bought_at": "date|purchase date|transaction date|bought at|invoice date|datum|buchungsdatum"
        "|belegdatum|rechnungsdatum|fecha",
        "intake_id": "intake|intake id|request id|approval id|ticket",
    },
    "cloud_resource": {
        "_key": "resource id|arn|id|resource arn|self link",
        "name": "resource|resource name|name",
        "owner_id": "owner|owner email|contact",
        "provider": "provider|cloud|cloud provider",
        "account": "account|account id|subscription|project|subscription id|project id",
        "type": "type|resource type|service",
        "region": "region|location|zone",
        "tags": "tags|labels",
        "public": "public|is public|publicly accessible|internet facing|public access",
        "encrypted": "encrypted|encryption|is encrypted",
        "created_at": "created|created at|creation date|launch time",
    },
    "domain": {
        "_key": "domain|domain name|name",
        "name": "domain|domain name|name|hostname",
        "owner_id": "owner|responsible|contact",
        "registrar": "registrar",
        "expires_at": "expires|expiry date|expires at|renewal date|expiration date|ablaufdatum",
        "spf": "spf",
        "dmarc_policy": "dmarc|dmarc policy",
        "dkim": "dkim",
    },
    "project": {
        "_key": "project id|project number|project no|project key|key|id|projektnummer",
        "name": "project|project name|name|projekt|projektname|projet|proyecto",
        "lead_id": "lead|project lead|project manager|owner|projektleiter|projektleitung"
        "|chef de projet|jefe de proyecto|projectleider",
        "stage": "stage|phase|status|project status",
        "launch_date": "launch|launch date|go live|go live date|release date",
        "review_status": "review|security review|review status",
        "reviewed_at": "reviewed at|review date|reviewed",
    },
    "release": {
        "_key": "package id|product|slug",
        "product": "product|name|package|package name|slug",
        "cycle": "cycle|release cycle|branch",
        "latest": "latest|latest version|version|current version",
        "latest_at": "latest at|last update|latest release date|updated",
        "eol_at": "eol|end of life|eol date",
        "released_at": "released|release date",
        "identifier": "package id|identifier",
    },
    "approved": {
        "_key": "module name|id",
        "name": "module name|module|approved app|template|template name|library|name",
        "version": "version|approved version",
        "replaces": "replaces|instead of",
        "until": "until|valid until|approved until",
    },
}

_TABLES: dict[str, dict[str, str]] = {
    "person": _PERSON,
    "account": _ACCOUNT,
    "device": _DEVICE,
    "software": _SOFTWARE,
    "vendor": _VENDOR,
    **_OTHERS,
}
TABLES: tuple[str, ...] = tuple(_TABLES)

#: Words in a file's name that tell its table.
FILE_WORDS: dict[str, str] = {
    "person": "hr|people|employees|employee|staff|personnel|workers|mitarbeiter|personal"
    "|personalliste|employes|salaries|empleados|medewerkers|personeel|headcount",
    "account": "accounts|account|users|user|logins|idp|identity|okta|entra|azuread|ad|ldap|benutzer"
    "|konten|utilisateurs|usuarios|gebruikers",
    "device": "devices|device|computers|computer|hosts|assets|inventory|mdm|jamf|intune|endpoints"
    "|machines|gerate|rechner|inventar|appareils|ordinateurs|dispositivos|equipos|apparaten"
    "|dmi|hardware",
    "software": "software|apps installed|programs|packages|programme|logiciels|installed",
    "vendor": "vendors|vendor|suppliers|supplier|third parties|lieferanten|fournisseurs|proveedores"
    "|leveranciers|parties",
    "application": "applications|application|apps|saas|services|anwendungen|cmdb",
    "repository": "repositories|repos|repository",
    "share": "shares|share|folders|drive|sharepoint|freigaben",
    "training": "training|trainings|courses|lms|learning|schulung|schulungen|formations",
    "screening": "screening|screenings|background|checks|vetting",
    "purchase": "purchases|expenses|expense|invoices|spend|card|ausgaben|rechnungen",
    "cloud_resource": "cloud|resources|aws|azure|gcp",
    "domain": "domains|dns",
    "project": "projects|projekte|projets|proyectos",
    "release": "index|releases|winget|versions",
    "approved": "approved|allowlist|modules|registry",
}

#: What tells a table from others: a match of these columns weighs more.
TELLING: dict[str, frozenset[str]] = {
    "person": frozenset({"manager_id", "start_date", "end_date", "_family", "_given", "department", "employment_type"}),
    "account": frozenset({"username", "last_sign_in_at", "mfa", "is_admin"}),
    "device": frozenset(
        {"serial_number", "hostname", "os_name", "os_version", "mac_addresses", "disk_encrypted", "model"}
    ),
    "software": frozenset({"device_id", "version", "bundle_identifier", "installed_at"}),
    "vendor": frozenset({"name", "tier", "contract_end", "sponsor_id", "next_review_at"}),
    "application": frozenset({"sso", "users", "criticality", "approved"}),
    "repository": frozenset({"visibility", "branch_protected", "last_pushed_at", "secret_scanning"}),
    "share": frozenset({"link_access", "external_people"}),
    "training": frozenset({"course", "completed_at"}),
    "screening": frozenset({"kind", "expires_at", "exempt_reason"}),
    "purchase": frozenset({"amount", "currency", "vendor_name"}),
    "cloud_resource": frozenset({"region", "provider", "tags"}),
    "domain": frozenset({"registrar", "dmarc_policy", "spf"}),
    "project": frozenset({"stage", "launch_date", "lead_id"}),
    "release": frozenset({"identifier", "cycle", "latest"}),
    "approved": frozenset({"replaces", "name"}),
}


@cache
def synonyms(table: str) -> dict[str, tuple[str, ...]]:
    """Return the words for each column of a table, in plain form, the most telling first."""
    return {column: tuple(normal(word) for word in words.split("|")) for column, words in _TABLES[table].items()}
