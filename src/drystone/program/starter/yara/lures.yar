// Rules of your own for attachments and what lies in them. A rule that matches is told to whoever handles the report,
// with the description below. Severity is low, medium or high; high alone makes a message "likely harmful".
// Delete these two examples or write yours beside them: https://virustotal.github.io/yara-x/docs/writing_rules/

rule asks_to_switch_macros_on
{
    meta:
        description = "The document asks to switch macros on"
        severity = "medium"
    strings:
        $english = "enable content" nocase ascii wide
        $english_editing = "enable editing" nocase ascii wide
        $german = "inhalt aktivieren" nocase ascii wide
        $german_editing = "bearbeitung aktivieren" nocase ascii wide
    condition:
        filesize < 20MB and any of them
}

rule page_that_decodes_itself
{
    meta:
        description = "A web page that takes itself apart and writes itself anew"
        severity = "medium"
    strings:
        $page = "<script" nocase
        $decode = /\b(atob|unescape|decodeURIComponent)\s{0,5}\(/
        $write = "document.write" nocase
    condition:
        filesize < 5MB and all of them
}
