export const PORTAL_CSS = `
.po{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:24px 48px;max-width:1000px;margin:0 auto;padding:32px clamp(16px,3vw,32px) 64px;align-items:start}
.po>aside{display:grid;gap:16px;position:sticky;top:20px;min-width:0}.po>aside nav{display:grid;gap:2px}.po>aside nav a{padding:4px 0;text-decoration:none;color:var(--mu)}.po>aside nav a:hover{color:var(--fg)}
.pm{min-width:0}.pm>.note{margin-block-end:20px}.pm>h1{margin-block-end:16px}
.sec{padding-block:20px;border-block-start:1px solid var(--ln);display:grid;gap:12px;min-width:0}
.pm>.sec:first-of-type{border:0;padding-block-start:0}.sec.wide{gap:18px;max-width:38rem}
.sec table :is(th,td):first-child{padding-inline-start:0}.sec table :is(th,td):last-child{padding-inline-end:0}
.sub{display:grid;gap:12px}.sub+.sub{border-block-start:1px solid var(--ln);padding-block-start:16px;margin-block-start:4px}
.big:not(.btn){font-size:20px;font-weight:600;letter-spacing:-.015em;line-height:1.3}
ol.wh{display:grid;gap:0}ol.wh li{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:12px;padding-block:9px;border-block-start:1px solid var(--ln)}ol.wh li:last-child{border-block-end:1px solid var(--ln)}
@media(max-width:760px){.po{grid-template-columns:minmax(0,1fr);padding-block-start:20px}.po>aside{position:static;gap:10px}.po>aside nav{display:flex;gap:16px}}
@media(max-width:520px){ol.wh li{grid-template-columns:1fr;gap:0}}
@media(max-width:720px){.hid{display:none!important}.sec .tb>tbody>tr{padding-inline:0}.sec .tb{border-block-end:1px solid var(--ln)}}
`;
