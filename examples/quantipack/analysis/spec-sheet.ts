import type { SpecReport } from './spec-report.js';

const percent = (share: number) => `${Math.round(share * 100)} %`;
const litres = (value: number) => `${value.toFixed(1)} L`;

/** The suite as a Markdown document that can be sent to a box maker. */
export function writeSpecSheet(report: Omit<SpecReport, 'sheet'>): string {
  if (report.specs.length === 0) {
    return '# Box suite\n\nNo order could be packed, so there is nothing to propose.\n';
  }
  const { today, proposed } = report;
  return [
    '# Box suite',
    '',
    `${report.specs.length} sizes for ${report.parcelCount} parcels from ${report.orderCount} orders.`,
    '',
    '| | Today | Proposed |',
    '|---|---:|---:|',
    `| Box sizes in use | ${today.boxes} | ${proposed.boxes} |`,
    `| Box volume per parcel | ${litres(today.litresPerParcel)} | ${litres(proposed.litresPerParcel)} |`,
    `| Filled with goods | ${percent(today.utilisation)} | ${percent(proposed.utilisation)} |`,
    '',
    ...report.specs.flatMap((spec) => [
      `## ${spec.name}`,
      '',
      `- Style: ${spec.style}`,
      `- Inside: ${spec.inside} mm`,
      `- Outside: ${spec.outside} mm`,
      `- Blank: ${spec.blank} mm, before the maker's own score allowances`,
      `- Board: ${spec.board}`,
      `- Carries: up to ${spec.maxWeightKg} kg`,
      `- Serves: ${spec.parcels} parcels (${percent(spec.share)}), ${percent(spec.averageFill)} full on average`,
      '',
    ]),
    ...(report.unpackedCount > 0
      ? [`${report.unpackedCount} orders are not in these figures: they fit no box or have no sizes.`, '']
      : []),
  ].join('\n');
}
