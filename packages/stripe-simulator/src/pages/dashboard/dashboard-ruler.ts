/** The clock's ruler: "now" and what is due, drawn to scale. Positions are percents and numbers are attributes: no inline style. */
import type { DueItem } from './dashboard-models.js';
import { longStamp, shortDate, shortStamp } from '../kit/format.js';
import { type Html, html } from '../kit/html.js';

const DAY = 86_400;
/** Label widths are judged on a ruler this many pixels wide, about what a laptop shows. */
const ASSUMED_WIDTH = 1100;
const CHARACTER = 6.4;
/** Longer labels are cut; the list below the ruler has them whole. */
const LONGEST = 44;
const LANES = [14, 46] as const;
const SPANS = [14, 28, 45, 100, 200, 400] as const;

const round = (value: number): string => `${Math.round(value * 1000) / 1000}%`;
const midnight = (at: number): number => Math.floor(at / DAY) * DAY;
const dayOfMonth = (at: number): number => new Date(at * 1000).getUTCDate();

/** What happens at one instant: `Renewal $19.00, Linden`, `2 renewals`, `3 things due`. */
export interface DueGroup {
  readonly at: number;
  readonly label: string;
  readonly alarming: boolean;
}

const KIND_WORDS: Readonly<Record<DueItem['kind'], string>> = {
  renewal: 'renewals',
  trial_end: 'trials end',
  retry: 'card retries',
  cancel: 'subscriptions end',
  expiry: 'expire',
  schedule: 'plan changes',
  other: 'things due',
};

export function groupDue(due: readonly DueItem[]): readonly DueGroup[] {
  const byMinute = new Map<number, DueItem[]>();
  for (const item of [...due].sort((a, b) => a.at - b.at)) {
    const minute = Math.floor(item.at / 60) * 60;
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), item]);
  }
  return [...byMinute.values()].map((items) => {
    const [first] = items as [DueItem];
    return { at: first.at, label: groupLabel(first, items), alarming: items.some((item) => item.kind === 'retry') };
  });
}

function groupLabel(first: DueItem, items: readonly DueItem[]): string {
  if (items.length === 1) return [first.label, first.who].filter((part) => part !== null).join(', ');
  if (items.every((item) => item.kind === first.kind) && first.kind !== 'other')
    return `${items.length} ${KIND_WORDS[first.kind]}`;
  return items.every((item) => item.label === first.label)
    ? `${items.length} times: ${first.label}`
    : `${items.length} things due`;
}

/**
 * The shortest span that holds what is due next, so that near things stay apart. It begins a little before now, by at least a
 * 26th, or the flag "now" would be cut at the edge.
 */
function spanOf(now: number, groups: readonly DueGroup[]): { start: number; days: number } {
  const wished = groups[Math.min(groups.length, 5) - 1]?.at ?? now;
  const needed = (wished - now) / DAY + 3;
  const days = SPANS.find((span) => span >= needed * 1.04) ?? 400;
  return { start: midnight(now) - Math.ceil(days / 26) * DAY, days };
}

function ticks(start: number, days: number): readonly Html[] {
  const place = (index: number): string => round((100 * index) / days);
  const step = days <= 14 ? 2 : 7;
  const marks: Html[] = [];
  for (let index = 0; index <= days; index += 1) {
    const at = start + index * DAY;
    const first = dayOfMonth(at) === 1;
    const labelled = days <= 45 ? index % step === 0 || first : first;
    if (days > 45 && !labelled) continue;
    marks.push(html`<line class="k" x1="${place(index)}" x2="${place(index)}" y1="${labelled ? 78 : 82}" y2="86"/>`);
    // a weekly label right beside a first of the month would print over it, one at the end would be cut
    const near = days <= 14 ? 1 : 4;
    const crowded =
      days <= 45 &&
      !first &&
      Array.from({ length: near }, (_, step) => (step + 1) * DAY).some(
        (gap) => dayOfMonth(at + gap) === 1 || dayOfMonth(at - gap) === 1,
      );
    if (!labelled || crowded || index > days * 0.96) continue;
    const label = first && new Date(at * 1000).getUTCMonth() === 0 ? shortDate(at) : shortDate(at).replace(/ \d+$/, '');
    marks.push(
      html`<text x="${place(index)}" y="103" text-anchor="${index === 0 ? 'start' : 'middle'}">${label}</text>`,
    );
  }
  return marks;
}

export function ruler(now: number, due: readonly DueItem[]): Html {
  const groups = groupDue(due);
  const { start, days } = spanOf(now, groups);
  const percent = (at: number): number => (100 * (at - start)) / (days * DAY);
  const shown = groups.filter((group) => percent(group.at) <= 100);
  const free: number[] = LANES.map(() => -1);
  const marks = shown.map((group) => {
    const x = percent(group.at);
    const when = shortStamp(group.at, now);
    const label = group.label.length > LONGEST ? `${group.label.slice(0, LONGEST - 1).trimEnd()}…` : group.label;
    const width = (100 * (Math.max(label.length, when.length) * CHARACTER + 14)) / ASSUMED_WIDTH;
    const flip = x + width > 100;
    const from = flip ? x - width : x;
    const lane = free.findIndex((end) => end <= from);
    const marker = html`<rect class="ev ${group.alarming ? 'bad' : ''}" x="${round(x)}" transform="translate(-4.5 82)" y="0" width="9" height="9" rx="1.5"/>`;
    const y = LANES[lane];
    if (y === undefined) return marker;
    free[lane] = flip ? x : x + width;
    const anchor = flip ? 'end' : 'start';
    const shift = flip ? -7 : 7;
    return html`<line class="w" x1="${round(x)}" x2="${round(x)}" y1="${y + 4}" y2="86"/>${marker}<text class="el" x="${round(x)}" dx="${shift}" y="${y + 10}" text-anchor="${anchor}">${label}</text><text x="${round(x)}" dx="${shift}" y="${y + 24}" text-anchor="${anchor}">${when}</text>`;
  });
  const next = groups[0];
  const words = `Time line. Now is ${longStamp(now, now - 2 * DAY)}. ${next === undefined ? 'Nothing is due.' : `Next: ${next.label}, ${longStamp(next.at, now)}.`}`;
  const here = round(percent(now));
  return html`<div class="rul" tabindex="0" role="group" aria-label="Time line"><svg role="img" aria-label="${words}" width="100%" height="112"><line class="k" x1="0" x2="100%" y1="86.5" y2="86.5"/>${ticks(start, days)}${marks}<line class="hand" x1="${here}" x2="${here}" y1="6" y2="92"/><rect class="nd" x="${here}" y="1" transform="translate(-18 0)" width="36" height="16" rx="2"/><text class="nt" x="${here}" y="12" text-anchor="middle">now</text></svg></div>`;
}
