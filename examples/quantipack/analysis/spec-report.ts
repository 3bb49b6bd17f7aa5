import type { BoxSpec } from './box-spec.js';
import type { InputSummary, UnpackedSummary } from './report.js';

/** One suite of boxes over all parcels. */
export interface SuiteFigures {
  readonly boxes: number;
  readonly litresPerParcel: number;
  /** Volume of all goods as a share of the volume of all boxes, 0 to 1. */
  readonly utilisation: number;
}

export interface SpecReport extends InputSummary, UnpackedSummary {
  readonly parcelCount: number;
  readonly specs: readonly BoxSpec[];
  readonly today: SuiteFigures;
  readonly proposed: SuiteFigures;
  /** The best suite found of every size, for the chart; sizes that leave a parcel without a box are not in it. */
  readonly curve: readonly { readonly boxes: number; readonly litresPerParcel: number }[];
  /** The spec sheet as Markdown, ready for a box maker. */
  readonly sheet: string;
}
