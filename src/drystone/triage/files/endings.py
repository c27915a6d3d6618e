"""What a file's ending makes a computer do when someone opens it; the ending decides that, not the content."""

from __future__ import annotations

#: Endings that start a program.
PROGRAMS = frozenset(
    """exe com scr pif cpl dll ocx sys drv msi msp mst msix appx msixbundle appxbundle appinstaller application gadget
    jar apk xapk ipa app command pkg mpkg deb rpm run bin elf appimage xll wll ppam xlam dotm scf inf reg msc xbap
    air ade adp mde accde accdr""".split()
)
#: Endings whose text is run.
SCRIPTS = frozenset(
    """js jse vbs vbe wsf wsh wsc sct ps1 ps1xml ps2 psc1 psm1 psd1 bat cmd hta pyw ahk au3 a3x applescript scpt
    jnlp""".split()
)
#: Endings of program texts that a double click does not run; those who write programs send them.
CODE = frozenset("sh bash zsh csh py pyc rb pl php mjs xsl xslt ts lua".split())
#: Endings of files that only point elsewhere: to a program with arguments, a share, a remote desktop.
POINTERS = frozenset(
    """lnk url website webloc inetloc fileloc library-ms search-ms searchconnector-ms settingcontent-ms rdp desktop
    appref-ms theme themepack contact group diagcab diagcfg diagpkg mcl""".split()
)
#: Endings of disk images, whose contents lose the mark of having come from outside.
DISKS = frozenset("iso img vhd vhdx dmg vmdk udf bin.iso cue nrg mdf toast wim".split())
#: Endings of archives.
ARCHIVES = frozenset("zip rar 7z gz tgz bz2 tbz xz txz zst tar cab arj ace lzh lha z lz lz4 uue r00 zipx".split())
#: Other endings that have carried attacks and that mail seldom needs.
SELDOM = frozenset("one onepkg chm hlp xps oxps mht mhtml iqy slk dqy oqy rqy odc xlm grp mam mdb accdb ics.js".split())
#: Endings that people think harmless; one of them before another ending is a disguise.
PLAIN = frozenset(
    """pdf doc docx docm xls xlsx xlsm ppt pptx odt ods odp rtf txt csv jpg jpeg png gif bmp tif tiff webp svg mp3 mp4
    wav avi mov htm html xml eml msg ics vcf pages numbers key zip rar 7z""".split()
)
#: Endings of web pages, which open in a browser with everything a page can do.
PAGES = frozenset("htm html xhtml xht shtml shtm svg svgz mht mhtml".split())
#: Office files that may hold macros by their ending.
MACROS = frozenset("docm dotm xlsm xltm xlsb xlam pptm potm ppsm ppam sldm doc dot xls xlt ppt pps pub".split())

ACTS = PROGRAMS | SCRIPTS | POINTERS


def ending_of(name: str) -> str:
    """Return a name's last ending in lower case as Windows sees it: trailing dots and blanks do not count."""
    stem, dot, ending = name.rstrip(". \u00a0\u3000\t\r\n").rpartition(".")
    return ending.strip().casefold() if dot and stem is not None and len(ending) <= 40 else ""


def family_of(ending: str) -> str:
    """Return the sign kind that a file of this ending deserves by its ending alone, or nothing."""
    for endings, kind in (
        (PROGRAMS - {"bin"}, "runs-a-program"),
        (SCRIPTS, "runs-a-script"),
        (CODE, "program-text"),
        (POINTERS, "points-elsewhere"),
        (DISKS, "disk-image"),
        (SELDOM, "seldom-sent"),
    ):
        if ending in endings:
            return kind
    return ""
