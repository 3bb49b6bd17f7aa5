import { measuresOf, type Product } from './products.js';

/** Every rule with the words that name it in the report. */
export const PDP_RULES = {
  missing_size: 'Size missing',
  missing_weight: 'Weight missing',
  missing_title: 'Title missing',
  conflicting_size: 'Sizes contradict each other',
  conflicting_weight: 'Weights contradict each other',
  placeholder_size: 'Size looks like a placeholder',
  implausible_density: 'Size and weight cannot both be right',
  oversize: 'Too large for a parcel service',
  short_title: 'Title too short to tell what it is',
  shared_title: 'Same title as another product',
} as const;
export type PdpRule = keyof typeof PDP_RULES;

export interface PdpFinding {
  readonly rule: PdpRule;
  /** One sentence with the values found. */
  readonly text: string;
}

/** Grams per cubic centimetre: lead has 11.3, loose packaging foam 0.02. */
const DENSEST = 12;
const LIGHTEST = 0.01;
/** What parcel services take without a surcharge: longest side plus girth, and weight. */
const MAX_GIRTH_MM = 3_000;
const MAX_WEIGHT_G = 31_500;
const SHORTEST_TITLE = 8;

export function rulesBroken(product: Product, sharedTitles: ReadonlySet<string>): PdpFinding[] {
  return [
    ...sizeFindings(product),
    ...weightFindings(product),
    ...densityFindings(product),
    ...titleFindings(product, sharedTitles),
  ];
}

function sizeFindings(product: Product): PdpFinding[] {
  const sides = { length: product.lengthsMm, width: product.widthsMm, height: product.heightsMm };
  const findings: PdpFinding[] = [];
  const missing = Object.entries(sides).flatMap(([side, values]) => (values.length === 0 ? [side] : []));
  if (missing.length > 0) findings.push({ rule: 'missing_size', text: `No ${missing.join(', no ')} given.` });
  for (const [side, values] of Object.entries(sides)) {
    if (values.length < 2) continue;
    findings.push({ rule: 'conflicting_size', text: `The ${side} is given as ${listed(values, 'mm')}.` });
  }
  const measures = measuresOf(product);
  if (!measures) return findings;
  const { lengthMm, widthMm, heightMm, weightG } = measures;
  const cube = lengthMm === widthMm && widthMm === heightMm;
  if (cube && [1, 10, 100, 999].includes(lengthMm)) {
    const text = `${lengthMm} × ${widthMm} × ${heightMm} mm is hardly measured.`;
    findings.push({ rule: 'placeholder_size', text });
  }
  const longest = Math.max(lengthMm, widthMm, heightMm);
  const girth = longest + 2 * (lengthMm + widthMm + heightMm - longest);
  if (girth > MAX_GIRTH_MM) findings.push({ rule: 'oversize', text: `Length and girth are ${girth} mm.` });
  if (weightG > MAX_WEIGHT_G) findings.push({ rule: 'oversize', text: `It weighs ${weightG / 1000} kg.` });
  return findings;
}

function weightFindings({ weightsG }: Product): PdpFinding[] {
  if (weightsG.length === 0) return [{ rule: 'missing_weight', text: 'No weight given.' }];
  if (weightsG.length === 1) return [];
  return [{ rule: 'conflicting_weight', text: `The weight is given as ${listed(weightsG, 'g')}.` }];
}

function densityFindings(product: Product): PdpFinding[] {
  const measures = measuresOf(product);
  if (!measures || measures.weightG === 0) return [];
  const density = measures.weightG / ((measures.lengthMm * measures.widthMm * measures.heightMm) / 1000);
  if (density > DENSEST) {
    return [
      { rule: 'implausible_density', text: `${density.toPrecision(3)} g/cm³ is heavier than lead: a wrong unit?` },
    ];
  }
  if (density < LIGHTEST) {
    return [
      { rule: 'implausible_density', text: `${density.toPrecision(1)} g/cm³ is lighter than foam: a wrong unit?` },
    ];
  }
  return [];
}

function titleFindings({ titles }: Product, sharedTitles: ReadonlySet<string>): PdpFinding[] {
  const [title] = titles;
  if (title === undefined) return [{ rule: 'missing_title', text: 'No title given.' }];
  if (title.length < SHORTEST_TITLE)
    return [{ rule: 'short_title', text: `"${title}" has ${title.length} characters.` }];
  if (sharedTitles.has(title)) return [{ rule: 'shared_title', text: `Another product is called "${title}" too.` }];
  return [];
}

const listed = (values: readonly number[], unit: string) => `${values.slice(0, 3).join(' and ')} ${unit}`;
