import type { ParsedOrders } from './order-line.js';
import { type PdpFinding, type PdpRule, PDP_RULES, rulesBroken } from './pdp-rules.js';
import { type Product, toProducts } from './products.js';
import { type InputSummary, summarizeInput } from './report.js';

/** The cells of a product page that packaging needs. */
const FIELDS = {
  title: (product: Product) => product.titles.length > 0,
  length: (product: Product) => product.lengthsMm.length > 0,
  width: (product: Product) => product.widthsMm.length > 0,
  height: (product: Product) => product.heightsMm.length > 0,
  weight: (product: Product) => product.weightsG.length > 0,
} as const;
export type PdpField = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as PdpField[];

export interface ProductFindings {
  readonly sku: string;
  readonly title: string | null;
  /** Units ordered: what a wrong page costs. */
  readonly units: number;
  readonly findings: readonly PdpFinding[];
}

export interface PdpReport extends InputSummary {
  /** Filled cells of all needed cells, 0 to 1. */
  readonly completeness: number;
  readonly flawlessCount: number;
  /** Products with the field filled, for the chart. */
  readonly fields: readonly { readonly field: PdpField; readonly filled: number }[];
  readonly rules: readonly { readonly rule: PdpRule; readonly text: string; readonly products: number }[];
  /** Products with findings, the most ordered first. */
  readonly products: readonly ProductFindings[];
}

/** Checks the product list that the orders imply: what is missing, contradictory or cannot be true. */
export function analyzePdp(input: ParsedOrders): PdpReport {
  const products = toProducts(input.lines);
  const sharedTitles = titlesOfSeveral(products);
  const checked = products.map((product) => ({
    sku: product.sku,
    title: product.titles[0] ?? null,
    units: product.units,
    findings: rulesBroken(product, sharedTitles),
  }));
  const flawed = checked.filter(({ findings }) => findings.length > 0);
  const fields = FIELD_NAMES.map((field) => ({ field, filled: products.filter(FIELDS[field]).length }));
  const cells = products.length * FIELD_NAMES.length;
  return {
    ...summarizeInput(input),
    completeness: cells === 0 ? 0 : fields.reduce((filled, field) => filled + field.filled, 0) / cells,
    flawlessCount: checked.length - flawed.length,
    fields,
    rules: (Object.keys(PDP_RULES) as PdpRule[])
      .map((rule) => ({
        rule,
        text: PDP_RULES[rule],
        products: flawed.filter(({ findings }) => findings.some((finding) => finding.rule === rule)).length,
      }))
      .filter((rule) => rule.products > 0),
    products: flawed.toSorted((a, b) => b.units - a.units || (a.sku < b.sku ? -1 : 1)),
  };
}

function titlesOfSeveral(products: readonly Product[]): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const [title] of products.map((product) => product.titles)) {
    if (title === undefined) continue;
    if (seen.has(title)) shared.add(title);
    seen.add(title);
  }
  return shared;
}
