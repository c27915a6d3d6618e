"""The look of the report page. Letters differ by shape of frame and shade as well as by colour."""

STYLE = """
:root{color-scheme:light dark;--ink:#1c2126;--soft:#5a6470;--page:#f7f6f3;--card:#fff;--line:#dcd8d0;--error:#a3341f;
--warning:#7a5a00;--info:#3b5b78;--A:#f3cf9f;--R:#bcdcf2;--C:#e3e0da;--I:#f0eee9;--on:#1c2126}
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--soft:#a9b0b8;--page:#16191c;--card:#1f2327;--line:#363c42;
--error:#ff9d87;--warning:#e8c15a;--info:#9cc4e6;--A:#b9803a;--R:#3f7ba6;--C:#565c63;--I:#3a4046;--on:#fff}
i.A{color:#16191c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
.over{margin:0;color:var(--soft);font-size:.85rem}
h1{margin:.1rem 0 .3rem;font-size:clamp(1.5rem,4vw,2.2rem);line-height:1.2;overflow-wrap:anywhere}
.file{margin:0;color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
.lead{font-size:1.15rem;max-width:46rem;margin:1.2rem 0}
.tiles{list-style:none;display:grid;grid-template-columns:2fr 1fr 1fr 1fr;gap:.75rem;padding:0;margin:0 0 1rem}
.tiles li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.7rem 1rem}
.tiles b{display:block;font-size:1.5rem;line-height:1.2}
.tiles span{color:var(--soft);font-size:.85rem}
.tiles .error b{color:var(--error)}.tiles .warning b{color:var(--warning)}.tiles .info b{color:var(--info)}
h2{font-size:1.25rem;margin:2.2rem 0 .8rem}
h2.error{color:var(--error)}h2.warning{color:var(--warning)}h2.info{color:var(--info)}
article{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--line);border-radius:.5rem;
padding:1rem 1.2rem;margin:0 0 .9rem}
article.error{border-left-color:var(--error)}article.warning{border-left-color:var(--warning)}
article.info{border-left-color:var(--info)}
h3{margin:0;font-size:1.05rem}
.count{color:var(--soft);font-weight:normal}
.why{margin:.2rem 0 .7rem;color:var(--soft);max-width:52rem}
article ul{list-style:none;margin:0;padding:0}
article li{padding:.35rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
article li strong{display:block;font-weight:600}
.place{float:right;text-align:right;margin-left:1rem;color:var(--soft);font:.85em ui-monospace,monospace}
.source{margin:.7rem 0 0;color:var(--soft);font-size:.82rem}
code{font-family:ui-monospace,monospace;font-size:.95em}
summary{cursor:pointer;padding:.35rem 0;color:var(--info)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;color:var(--soft);font-size:.9rem;margin:0 0 .7rem}
.scroll{overflow:auto;max-height:85vh;border:1px solid var(--line);border-radius:.6rem;background:var(--card)}
table{border-collapse:separate;border-spacing:0;font-size:.88rem;min-width:100%}
th,td{padding:.4rem .5rem;border-bottom:1px solid var(--line);text-align:center;vertical-align:middle}
th[scope=row],thead th:first-child{text-align:left;position:sticky;left:0;background:var(--card);z-index:1;
min-width:13rem;max-width:24rem;font-weight:500;box-shadow:1px 0 var(--line)}
thead th{position:sticky;top:0;background:var(--card);z-index:2;vertical-align:bottom;font-weight:600}
thead th:first-child{z-index:3}
thead th span{display:block;min-width:4rem;max-width:8rem;margin:0 auto;overflow-wrap:break-word;hyphens:auto}
tr.group th{text-align:left;background:var(--page);color:var(--soft);font-weight:600}
th small{display:block;font-weight:400;line-height:1.35}
small.error{color:var(--error)}small.warning{color:var(--warning)}
td.error,thead th.error{outline:2px solid var(--error);outline-offset:-2px}
td.warning,thead th.warning{outline:2px dashed var(--warning);outline-offset:-2px}
tfoot td,tfoot th{color:var(--soft);border-bottom:0}
i{font-style:normal;display:inline-block;min-width:1.6rem;padding:.05rem .3rem;margin:.05rem;border-radius:.3rem;
font-weight:600;background:var(--I);color:var(--on)}
i.A{background:var(--A)}i.R{background:var(--R)}i.C{background:var(--C)}
i.S,i.V{background:transparent;color:var(--ink);box-shadow:inset 0 0 0 1px var(--soft)}
i.odd{background:transparent;color:var(--error);font-weight:400;overflow-wrap:anywhere}
footer{color:var(--soft);font-size:.85rem;padding-top:1.5rem;padding-bottom:3rem}
:focus-visible{outline:3px solid var(--info);outline-offset:2px}
@media(max-width:44rem){.tiles{grid-template-columns:1fr 1fr 1fr}.tiles li:first-child{grid-column:1/-1}
th[scope=row],thead th:first-child{min-width:9rem;max-width:42vw}}
@media print{body{background:#fff}.scroll{overflow:visible;max-height:none;border:0}article,tr{break-inside:avoid}
thead th,th[scope=row]{position:static}}
"""
