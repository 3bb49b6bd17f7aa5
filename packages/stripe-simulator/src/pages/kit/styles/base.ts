/** Ink on grey paper, mono for machine facts, marking tape on top; no accent. Light and dark follow the reader's setting. */
export const BASE_CSS = `
:root{color-scheme:light dark;--bg:light-dark(#f3f3f1,#121211);--card:light-dark(#fff,#1a1a18);--fg:light-dark(#1a1a18,#ecece8);--mu:light-dark(#5e5e59,#a4a49d);--ln:light-dark(#d6d6d1,#343430);--ctl:light-dark(#8a8a84,#76766f);--tape:light-dark(#f2c230,#d9ab20);--bad:light-dark(#a8281f,#f0938b);--ok:light-dark(#2b6a35,#8dca92);--wait:light-dark(#855100,#e2b25f);--bar:light-dark(#1a1a18,#0b0b0a);--mono:ui-monospace,"SF Mono","Cascadia Mono","DejaVu Sans Mono",Menlo,monospace}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.5 Inter,"Segoe UI",system-ui,sans-serif;font-variant-numeric:tabular-nums;-webkit-font-smoothing:antialiased;-webkit-text-size-adjust:100%}
h1,h2,h3,p,ul,ol,dl,dd,fieldset,pre{margin:0;padding:0}
fieldset{border:0;min-width:0}legend{padding:0}ul,ol{list-style:none}
a{color:inherit;text-underline-offset:3px;text-decoration-color:var(--ctl)}a:hover{text-decoration-color:currentColor}
b,strong{font-weight:600}
h1,.h1{font-size:22px;line-height:1.25;letter-spacing:-.02em;font-weight:600;text-wrap:balance}
h2,.h2{font-size:15px;line-height:1.35;font-weight:600;letter-spacing:0}
legend.h2{margin-block-end:8px}
.m{font-family:var(--mono);font-size:.9em;letter-spacing:-.01em}
.mu{color:var(--mu)}.sm{font-size:13px}.xs{font-size:12px}.bad{color:var(--bad)}
.n{text-align:end!important;white-space:nowrap}.nb{white-space:nowrap}.wrap{overflow-wrap:anywhere}.blk{display:block}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.tape{height:8px;background:repeating-linear-gradient(-45deg,var(--tape) 0 14px,#1a1a18 14px 28px);border-block-end:1px solid #1a1a18}
.bar{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:center;justify-content:space-between;padding:9px clamp(16px,3vw,32px);background:var(--bar);color:#ecece8;font-size:13px}
.bar .m{color:#c9c9c2;display:flex;flex-wrap:wrap;gap:0 20px}
.ic{width:16px;height:16px;flex:none;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.btn{appearance:none;font:inherit;font-weight:500;line-height:1.2;min-height:34px;padding:5px 12px;border:1px solid var(--ctl);border-radius:3px;background:var(--card);color:var(--fg);cursor:pointer;display:inline-flex;gap:7px;align-items:center;justify-content:center;text-decoration:none;white-space:nowrap;transition:border-color .12s,background-color .12s}
.btn:hover{border-color:var(--fg)}.btn.p{background:var(--fg);border-color:var(--fg);color:var(--bg)}.btn.p:hover{background:color-mix(in oklab,var(--fg) 86%,var(--bg))}
.btn.s{min-height:28px;padding:3px 9px;font-size:13px}.btn.big{min-height:44px;font-size:15px;width:100%}
:focus-visible{outline:2px solid var(--fg);outline-offset:2px}
.st{display:inline-flex;gap:5px;align-items:baseline;font-weight:500}.st.ok{color:var(--ok)}.st.bad{color:var(--bad)}.st.wait{color:var(--wait)}.st.plain{color:var(--mu)}.st .ic{width:14px;height:14px;align-self:start;margin-block-start:.22em}
.card{background:var(--card);border:1px solid var(--ln);border-radius:4px;min-width:0}
.in{font:inherit;width:100%;min-width:0;min-height:36px;padding:6px 9px;border:1px solid var(--ctl);border-radius:3px;background:var(--card);color:var(--fg)}
.in.m{font-family:var(--mono);font-size:13px}.in.s{min-height:28px;padding:3px 7px;font-size:13px}.in::placeholder{color:var(--mu);opacity:1}
.in[readonly]{background:none;border-style:dashed}.in[aria-invalid]{border-color:var(--bad)}
label.l{display:grid;gap:4px;font-size:13px;font-weight:500}label.l .in{font-weight:400;font-size:14px}label.l .in.m{font-size:13px}
.g{display:grid;gap:8px}.stack{display:grid;gap:22px}.row{display:grid;grid-template-columns:1fr 1fr;gap:12px}.row>:only-child{grid-column:1/-1}
.rw{display:flex;flex-wrap:wrap;gap:6px 24px;justify-content:space-between;align-items:start}.rw>div{min-width:0;flex:1 1 16rem}
.acts{display:flex;flex-wrap:wrap;gap:8px}.half{max-width:20rem}
table{border-collapse:collapse;width:100%}
th{font-weight:500;color:var(--mu);font-size:12px;text-align:start;padding:7px 10px;white-space:nowrap}
td{padding:8px 10px;border-block-start:1px solid var(--ln);vertical-align:baseline;text-align:start}
:is(th,td):first-child{padding-inline-start:16px}:is(th,td):last-child{padding-inline-end:16px}
.opts{border:1px solid var(--ln);border-radius:4px;background:var(--card);overflow:clip}
.opts label{display:grid;grid-template-columns:16px minmax(0,1fr) auto;gap:0 10px;padding:8px 12px;align-items:center;border-block-start:1px solid var(--ln);cursor:pointer}
.opts>label:first-of-type{border-block-start:0}
.opts input{margin:0;width:16px;height:16px;accent-color:var(--fg)}
.opts label:has(:checked){background:color-mix(in oklab,var(--fg) 6%,var(--card))}
.opts label:hover{background:color-mix(in oklab,var(--fg) 3%,var(--card))}.opts label:has(:checked):hover{background:color-mix(in oklab,var(--fg) 6%,var(--card))}
.opts label:has(:focus-visible){outline:2px solid var(--fg);outline-offset:-2px}.opts :focus-visible{outline:0}
.opts label.off{cursor:default;color:var(--mu)}.opts label.off:hover{background:none}
.opts .m{white-space:nowrap}
summary{cursor:pointer}.opts summary{padding:8px 12px;border-block-start:1px solid var(--ln);font-size:13px;color:var(--mu)}.opts summary:hover{color:var(--fg)}.opts summary:focus-visible{outline:2px solid var(--fg);outline-offset:-2px}
.note{display:grid;grid-template-columns:16px 1fr;gap:9px;padding:10px 12px;border:1px solid currentColor;border-radius:4px;font-size:13.5px}.note .ic{margin-top:2px}.note.bad{color:var(--bad)}.note.ok{color:var(--ok)}.note p{color:var(--fg)}
.ln{display:grid;grid-template-columns:minmax(0,1fr) auto;border-block-start:1px solid var(--ln)}.ln>div{display:contents}.ln dt,.ln dd{padding-block:9px;border-block-end:1px solid var(--ln)}.ln dt{overflow-wrap:anywhere}.ln dt span{display:block;color:var(--mu);font-size:13px}.ln dd{text-align:end;white-space:nowrap;padding-inline-start:16px}.ln .t>*{font-weight:600}.ln>:last-child>*{border-block-end:0}
@media(max-width:560px){.opts label{grid-template-columns:16px minmax(0,1fr)}.opts label>:nth-child(3){grid-column:2;color:var(--mu)}}
@media(max-width:420px){.row{grid-template-columns:1fr}}
@media(max-width:340px){.btn{white-space:normal;text-align:center}.now .t{font-size:20px!important}.il{flex-wrap:wrap}}
@media(pointer:coarse){.btn,.btn.s{min-height:44px}.in,.in.s{min-height:44px}.opts label{padding-block:12px}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media(forced-colors:active){.tape{background:CanvasText}.btn.p{border-width:2px}.tabs>a:not([aria-current]){border-color:Canvas}.att i{background:CanvasText;forced-color-adjust:none}}
`;
