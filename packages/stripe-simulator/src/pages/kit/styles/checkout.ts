export const CHECKOUT_CSS = `
.co{display:grid;grid-template-columns:minmax(0,26rem) minmax(0,30rem);gap:32px clamp(32px,6vw,88px);max-width:1040px;margin:0 auto;padding:36px clamp(16px,3vw,32px) 64px;align-items:start}
@media(min-width:861px){.co:has(>.note){grid-template-rows:auto 1fr;row-gap:22px}.co>.note{grid-column:2}.co>.note~.sum{grid-area:1/1/3/2}}
.sum{display:grid;gap:20px}.amt{font-size:36px;line-height:1.1;letter-spacing:-.03em;font-weight:600}
.cf{display:grid;grid-template-columns:minmax(0,1fr) 7rem 5.5rem;gap:6px 12px;margin-block-start:-10px}.cf .hint{grid-column:1/-1}
.promo{display:flex;flex-wrap:wrap;gap:8px;align-items:end}.promo .l{flex:1 1 10rem}.promo .btn{min-height:36px}.promo .btn.s{min-height:28px}.promo>span{flex:1 1 auto;align-self:center}.promo .bad{flex-basis:100%}
.ask{display:block}.ask .b{padding:20px;display:grid;gap:8px}.ask .f{padding:14px 20px;border-block-start:1px solid var(--ln);display:flex;flex-wrap:wrap;gap:8px;justify-content:flex-end}
.msg{display:grid;grid-template-columns:24px minmax(0,1fr);gap:12px}.msg>.ic{width:24px;height:24px;margin-block-start:2px}.msg .btn{margin-block-start:8px}
.one{max-width:36rem;margin:0 auto;padding:48px clamp(16px,3vw,32px) 64px;display:grid;gap:12px}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px}.facts dt{color:var(--mu)}.facts dd{overflow-wrap:anywhere}
.inv:not(:has(form)){grid-template-columns:minmax(0,40rem);justify-content:center}
.embed .co{padding-block-start:20px;padding-block-end:24px}
@media(max-width:860px){.co.act>.sum{order:1}.co{grid-template-columns:minmax(0,38rem);justify-content:start;padding-block-start:24px}}
@media(max-width:480px){.cf{grid-template-columns:1fr 1fr}.cf .c1{grid-column:1/-1}.ask .f .btn{flex:1 1 100%}.ask .f .p{order:-2}.ask .f a{order:1}}
@media print{.tape,.bar,.noprint{display:none}.co{padding:0;grid-template-columns:minmax(0,40rem)}body{background:none}}
`;
