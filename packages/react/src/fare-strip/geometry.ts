/** What a strip draws, in tokens. `held` and `heldElsewhere` are part of `left`; `missing` lies beyond it. */
export interface StripInput {
  readonly left: number;
  /** The whole strip. Drawn wider when `left + missing` is more. */
  readonly limit: number;
  readonly held?: number | undefined;
  /** On hold for another run: the hatch leans the other way. */
  readonly heldElsewhere?: number | undefined;
  readonly missing?: number | undefined;
}

/** A stretch of the strip in percent of its width. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

/** Everything in percent of the width, so that the SVG needs no viewBox and no measuring. */
export interface StripGeometry {
  readonly stubs: number;
  readonly tokensPerStub: number;
  readonly solid: Stretch | null;
  readonly held: Stretch | null;
  readonly heldElsewhere: Stretch | null;
  readonly missing: Stretch | null;
  /** Centres of the punched holes: only in stubs that are wholly spent. */
  readonly holes: readonly number[];
  /** Perforations over the solid part, and over spent paper. */
  readonly cuts: readonly number[];
  readonly paperCuts: readonly number[];
  /** Where the balance ends, when that is inside the strip. */
  readonly notch: number | null;
}

/** Up to twelve tokens a stub is a token; beyond that the strip has ten stubs. */
export function stubCount(limit: number): number {
  if (limit <= 0) return 1;
  return limit <= 12 ? Math.ceil(limit) : 10;
}

const EPSILON = 1e-6;
const percent = (value: number): number => Math.round(value * 1000) / 1000;

export function stripGeometry(input: StripInput): StripGeometry {
  const left = Math.max(0, input.left);
  const missing = Math.max(0, input.missing ?? 0);
  const scale = Math.max(input.limit, left + missing, 0);
  const stubs = stubCount(scale);
  if (scale === 0) {
    return {
      stubs,
      tokensPerStub: 0,
      solid: null,
      held: null,
      heldElsewhere: null,
      missing: null,
      holes: [50],
      cuts: [],
      paperCuts: [],
      notch: null,
    };
  }
  const held = Math.min(Math.max(0, input.held ?? 0), left);
  const elsewhere = Math.min(Math.max(0, input.heldElsewhere ?? 0), left - held);
  const free = left - held - elsewhere;
  const at = (tokens: number): number => percent((100 * tokens) / scale);
  const stretch = (from: number, length: number): Stretch | null =>
    length > 0 ? { x: at(from), width: at(length) } : null;
  const firstHole = Math.ceil((stubs * (left + missing)) / scale - EPSILON);
  const borders = Array.from({ length: stubs - 1 }, (_, index) => index + 1);
  const border = (index: number): number => percent((index * 100) / stubs);
  return {
    stubs,
    tokensPerStub: scale / stubs,
    solid: stretch(0, free),
    held: stretch(free, held),
    heldElsewhere: stretch(free + held, elsewhere),
    missing: stretch(left, missing),
    holes: Array.from({ length: Math.max(0, stubs - firstHole) }, (_, index) =>
      percent(((firstHole + index + 0.5) * 100) / stubs),
    ),
    cuts: borders.filter((index) => index <= (stubs * free) / scale - EPSILON).map(border),
    paperCuts: borders.filter((index) => index > (stubs * (left + missing)) / scale + EPSILON).map(border),
    notch: left > 0 && left < scale && missing === 0 ? at(left) : null,
  };
}
