// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { CARD_CHOICES } from './kit/card-choices.js';
import type { DueItem } from './dashboard/dashboard-models.js';
import { groupDue } from './dashboard/dashboard-ruler.js';
import { payLabel } from './checkout/checkout-page.js';
import {
  challengePage,
  checkoutPage,
  DASHBOARD_SCRIPT,
  dashboardPage,
  invoicePage,
  messagePage,
  PAGE_HEADERS,
  portalPage,
  readDashboardAction,
  SIM_CSS,
} from './index.js';
import { DASHBOARDS } from '../../preview/dashboard-fixtures.js';
import { CHECKOUTS, FRAME } from '../../preview/fixtures.js';
import { CHALLENGES, INVOICE_PAGES, PORTALS } from '../../preview/portal-fixtures.js';

type Rendering = readonly [name: string, render: (rewrite: <Model>(model: Model) => Model) => string];

const of = <Model>(
  kind: string,
  models: Readonly<Record<string, Model>>,
  page: (model: Model) => string,
): Rendering[] => Object.entries(models).map(([name, model]) => [`${kind} ${name}`, (rewrite) => page(rewrite(model))]);

const RENDERINGS: readonly Rendering[] = [
  ...of('checkout', CHECKOUTS, checkoutPage),
  ...of('portal', PORTALS, portalPage),
  ...of('invoice', INVOICE_PAGES, invoicePage),
  ...of('challenge', CHALLENGES, challengePage),
  ...of('dashboard', DASHBOARDS, dashboardPage),
  ...of(
    'message',
    {
      gone: { frame: FRAME, title: 'Gone', message: 'Nothing here.', link: { label: 'Dashboard', url: '/_simulator' } },
    },
    messagePage,
  ),
];

const parse = (text: string): Document => new DOMParser().parseFromString(text, 'text/html');
const plain = <Model>(model: Model): Model => model;
const accessibleName = (element: Element): string =>
  (element.getAttribute('aria-label') ?? (element.closest('label')?.textContent || element.textContent) ?? '').trim();

describe.each(RENDERINGS)('%s', (_name, render) => {
  const document = parse(render(plain));

  it('has a language, a title, one h1, one main, and headings in order', () => {
    expect(document.documentElement.lang).toBe('en');
    expect(document.title).toMatch(/ – Farebox simulator$/);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    expect(document.querySelectorAll('main')).toHaveLength(1);
    const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName.slice(1)));
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? level)).toBeLessThanOrEqual(1);
  });

  it('says that no real money moves, and where and when it is', () => {
    expect(document.querySelector('.bar')?.textContent).toContain('No real money moves.');
    expect(document.querySelector('.tape')).not.toBeNull();
    expect(document.querySelector('.bar .m')?.textContent).toMatch(/localhost:12111.*2026.*UTC/);
  });

  it('names every control, and no two things share an id', () => {
    for (const control of document.querySelectorAll('button, a, select, summary, input:not([type=hidden])')) {
      expect(accessibleName(control), control.outerHTML).not.toBe('');
    }
    for (const image of document.querySelectorAll('[role=img], [role=group]'))
      expect(image.getAttribute('aria-label')).toBeTruthy();
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby], button[form]')) {
      for (const name of ['aria-describedby', 'aria-labelledby', 'form']) {
        const target = element.getAttribute(name);
        if (target !== null) expect(ids).toContain(target);
      }
    }
  });

  it('works under a strict policy: nothing inline', () => {
    expect(document.querySelectorAll('style, [style], script:not([src])')).toHaveLength(0);
    for (const element of document.querySelectorAll('*')) {
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on/);
    }
  });

  it('has at most one primary button in each form row', () => {
    for (const row of document.querySelectorAll('.acts, .btns, .f'))
      expect(row.querySelectorAll('.btn.p').length).toBeLessThanOrEqual(1);
  });

  it('keeps its addresses below the path it is mounted under', () => {
    const mounted = parse(render((model) => ({ ...model, frame: { ...FRAME, base: '/stripe' } })));
    for (const element of mounted.querySelectorAll('[href], [action], [src]')) {
      const address =
        element.getAttribute('href') ?? element.getAttribute('action') ?? element.getAttribute('src') ?? '';
      if (address.startsWith('/') && element.closest('.one') === null) expect(address).toMatch(/^\/stripe\//);
    }
  });
});

const HOSTILE = [
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</title></main><svg onload=alert(1)>',
  'javascript:alert(1)',
  '<!--',
  '&quot;&lt;',
];

/** Values that steer the page are left, all others are poisoned: names, ids, addresses, codes, payloads. */
const STEERING = new Set([
  'state',
  'status',
  'mode',
  'name.view',
  'kind',
  'outcome',
  'unit',
  'currency',
  'cancelMode',
  'tone',
  'base',
  'version',
  'number',
]);

function poison<Value>(value: Value, payload: string, key = ''): Value {
  if (typeof value === 'string') return (STEERING.has(key) ? value : `${value}${payload}`) as Value;
  if (Array.isArray(value)) return value.map((item) => poison<unknown>(item, payload, key)) as Value;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === 'name' && key === 'view' ? item : poison<unknown>(item, payload, name),
    ]),
  ) as Value;
}

/** Tags and attribute names, in order: what text can never change. Ids in JSON become links only when they are ids. */
const skeleton = (document: Document): string[] =>
  [...document.querySelectorAll('*')]
    .filter((element) => element.closest('pre') === null && !['WBR', 'OPTION'].includes(element.tagName))
    .map((element) => `${element.tagName} ${[...element.attributes].map(({ name }) => name).join(' ')}`);

describe.each(HOSTILE)('with %j in every string', (payload) => {
  it.each(RENDERINGS)('%s keeps its structure and runs nothing', (_name, render) => {
    const clean = parse(render((model) => poison(model, payload.replace(/\D/g, 'x'))));
    const hostile = parse(render((model) => poison(model, payload)));
    expect(skeleton(hostile)).toEqual(skeleton(clean));
    expect(hostile.querySelectorAll('script:not([src])')).toHaveLength(0);
    expect(
      [...hostile.querySelectorAll('script')].every((script) =>
        script.getAttribute('src')?.includes('/_simulator/dashboard.js'),
      ),
    ).toBe(true);
    for (const link of hostile.querySelectorAll('[href], [action]')) {
      expect(link.getAttribute('href') ?? link.getAttribute('action')).not.toMatch(
        /^\s*(javascript|data:text|vbscript)/i,
      );
    }
  });
});

describe('the checkout form', () => {
  const fields = (name: string): string[] => [
    ...new Set(
      [...parse(checkoutPage(CHECKOUTS[name]!)).querySelectorAll<HTMLInputElement>('form.stack [name]')].map(
        (field) => field.name,
      ),
    ),
  ];

  it('carries the agreed names', () => {
    expect(fields('open')).toEqual(['intent', 'card', 'card_number', 'exp', 'cvc', 'name', 'email', 'delivery']);
    expect(fields('free')).toEqual(['intent', 'email', 'delivery']);
  });

  it('posts to the session, the challenge to its own address', () => {
    const action = (name: string): string | null | undefined =>
      parse(checkoutPage(CHECKOUTS[name]!)).querySelector('main form[method=post]:not(.promo)')?.getAttribute('action');
    expect([action('open'), action('embedded'), action('challenge')]).toEqual([
      '/c/pay/cs_test_b1Q7mR',
      '/c/embed/cs_test_b1Q7mR',
      '/c/pay/cs_test_b1Q7mR/3ds',
    ]);
    expect(
      [...parse(checkoutPage(CHECKOUTS['challenge']!)).querySelectorAll<HTMLButtonElement>('[name=answer]')].map(
        (button) => button.value,
      ),
    ).toEqual(['deny', 'approve']);
  });

  it('says on the button what it does and costs', () => {
    const label = (name: string): string => payLabel(CHECKOUTS[name]!.session);
    expect(['open', 'topUp', 'trial', 'free', 'setup'].map(label)).toEqual([
      'Subscribe and pay $22.99',
      'Pay $46.99',
      'Start trial',
      'Subscribe',
      'Save card',
    ]);
  });

  it('picks the first card at first, and after a decline the card that was typed', () => {
    const picked = (name: string): string | undefined =>
      parse(checkoutPage(CHECKOUTS[name]!)).querySelector<HTMLInputElement>('[name=card]:checked')?.value;
    expect([picked('open'), picked('declined')]).toEqual(['4242424242424242', '4000000000009995']);
    expect(
      parse(checkoutPage(CHECKOUTS['declined']!)).querySelector<HTMLInputElement>('[name=card_number]')?.value,
    ).toBe('');
    expect(
      parse(checkoutPage(CHECKOUTS['incomplete']!)).querySelector<HTMLInputElement>('[name=card_number]')?.value,
    ).toBe('4242 42');
  });

  it('offers each test card once, with a valid check digit', () => {
    const numbers = CARD_CHOICES.map((card) => card.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) {
      const sum = [...number]
        .reverse()
        .reduce(
          (total, digit, index) =>
            total +
            (index % 2 === 0 ? Number(digit) : Math.floor((Number(digit) * 2) / 10) + ((Number(digit) * 2) % 10)),
          0,
        );
      expect(sum % 10, number).toBe(0);
    }
  });

  it('states the decline as an alert and that nothing was charged', () => {
    expect(parse(checkoutPage(CHECKOUTS['declined']!)).querySelector('[role=alert]')?.textContent).toMatch(
      /insufficient funds\. Nothing was charged\./,
    );
  });

  it('leaves the frame of the host’s page when an embedded session returns', () => {
    const page = checkoutPage({ ...CHECKOUTS['embedded']!, view: { state: 'complete' } });
    expect(parse(page).querySelector('.msg a')?.getAttribute('target')).toBe('_top');
  });
});

describe('the portal', () => {
  const buttons = (name: string): string[] =>
    [...parse(portalPage(PORTALS[name]!)).querySelectorAll('main button')].map((button) => button.textContent ?? '');

  it('offers what the state and the configuration allow', () => {
    expect(buttons('active')).toEqual(['Change plan', 'Cancel subscription', 'Change card']);
    expect(buttons('pastDue')[0]).toBe('Pay $22.99 now');
    expect(buttons('cancelled')).toEqual(['Keep subscription', 'Change card']);
    expect(buttons('none')).toEqual(['Add card']);
  });

  it('asks before it cancels and names the day', () => {
    const page = parse(portalPage(PORTALS['cancel']!));
    expect(page.querySelector('button.p')?.textContent).toBe('Cancel on 15 January 2027');
    expect(page.querySelector<HTMLInputElement>('[name=intent]')?.value).toBe('cancel');
    expect(page.querySelector<HTMLInputElement>('[name=subscription]')?.value).toBe('sub_Nordlicht01');
  });

  it('shows the price of a change on its button', () => {
    expect(buttons('confirmPlan')).toEqual(['Change to Professional and pay $27.95']);
  });

  it('returns to the host by a link with the host’s name', () => {
    const link = [...parse(portalPage(PORTALS['active']!)).querySelectorAll('a')].find(
      (anchor) => anchor.textContent === 'Return to QuantiPack',
    );
    expect(link?.getAttribute('href')).toBe('http://localhost:3000/plan');
  });
});

describe('the dashboard', () => {
  it.each(Object.entries(DASHBOARDS))('%s posts only actions that can be read', (_name, model) => {
    const page = parse(dashboardPage(model));
    const forms = [...page.querySelectorAll<HTMLFormElement>('form[method=post]')];
    expect(forms.length).toBeGreaterThan(0);
    for (const form of forms) {
      const submitters: (HTMLButtonElement | null)[] = [...form.querySelectorAll('button')];
      if (submitters.length === 0) submitters.push(null);
      for (const button of submitters) {
        const fields = new URLSearchParams();
        for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[name], select[name]')) {
          if (!(field instanceof HTMLInputElement && field.type === 'checkbox' && !field.checked))
            fields.append(field.name, field.value);
        }
        if (button?.name) fields.append(button.name, button.value);
        const action = readDashboardAction(fields);
        expect(action, form.outerHTML).not.toBeNull();
        expect(action?.back).toMatch(/^\/_simulator/);
      }
    }
  });

  it('puts the clock first, with the ways to move it', () => {
    const main = parse(dashboardPage(DASHBOARDS['overview']!)).querySelector('main');
    expect(main?.querySelector('section')?.getAttribute('aria-label')).toBe('Clock');
    expect(
      [...(main?.querySelectorAll('[name=by]') ?? [])].map((control) => (control as HTMLButtonElement).value),
    ).toEqual(['hour', 'day', 'month', 'next_renewal', 'next_event', 'to']);
  });

  it('shows each attempt as a pip with the words beside it', () => {
    const rows = [...parse(dashboardPage(DASHBOARDS['overview']!)).querySelectorAll('.dl .r')];
    const shown = rows.map(
      (row) =>
        `${row.querySelector('.sx')?.textContent} ${[...row.querySelectorAll('.att i')].map((pip) => pip.className || 'o').join('')}`,
    );
    expect(shown).toEqual([
      '200 o',
      '200, 2nd try xo',
      '200 o',
      'Retry 14:23:53 xxxw',
      '200, sent twice oo',
      'Gave up after 6 xxxxxx',
      'Dropped ',
      '200 o',
    ]);
  });

  it('words what is due at one instant together', () => {
    const base = { at: 1_797_517_140, who: 'Linden', kind: 'renewal', label: 'Renewal $19.00' } as const;
    const words = (...items: readonly DueItem[]): (string | undefined)[] => groupDue(items).map((group) => group.label);
    const notice = { ...base, kind: 'other', label: 'Renewal is announced' } as const;
    expect(words(base)).toEqual(['Renewal $19.00, Linden']);
    expect(words(base, { ...base, label: 'Renewal $49.00' })).toEqual(['2 renewals']);
    expect(words(notice, notice)).toEqual(['2 times: Renewal is announced']);
    expect(words(notice, base)).toEqual(['2 things due']);
    expect(words({ ...base, at: base.at + 60 }, base)).toHaveLength(2);
  });

  it('leads from ids in a payload to their objects', () => {
    const links = [...parse(dashboardPage(DASHBOARDS['object']!)).querySelectorAll('pre a')].map((anchor) =>
      anchor.getAttribute('href'),
    );
    expect(links).toEqual([
      '/_simulator/objects/evt_1Rk9Y2',
      '/_simulator/objects/in_1Rk9Xw',
      '/_simulator/objects/cus_Nordlicht01',
    ]);
  });
});

describe('the served files', () => {
  it('a script that parses and names no other host', () => {
    expect(() => new Function(DASHBOARD_SCRIPT)).not.toThrow();
    expect(DASHBOARD_SCRIPT + SIM_CSS).not.toMatch(/https?:/);
  });

  it('a stylesheet with as many opening as closing braces, for light and dark', () => {
    expect(SIM_CSS.split('{').length).toBe(SIM_CSS.split('}').length);
    expect(SIM_CSS).toContain('color-scheme:light dark');
  });

  it('a policy that allows only files of ours', () => {
    expect(PAGE_HEADERS['content-security-policy']).toContain("default-src 'none'");
    expect(PAGE_HEADERS['content-security-policy']).not.toContain('unsafe');
  });
});
