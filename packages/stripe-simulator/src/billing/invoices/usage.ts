import type { World } from '../../world.js';

/** What a customer's readings of a meter come to in a time span: their sum, their number or the last one. */
export function usageOf(
  world: World,
  meterId: string | null,
  customer: string,
  span: { start: number; end: number },
): number {
  const meter = meterId ? world.tables.meters[meterId] : undefined;
  if (!meter) return 0;
  const readings = Object.values(world.tables.meterReadings)
    .filter(
      (reading) =>
        reading.event_name === meter.event_name &&
        reading.payload[meter.customer_mapping.event_payload_key] === customer &&
        reading.timestamp >= span.start &&
        reading.timestamp < span.end,
    )
    .sort((a, b) => a.timestamp - b.timestamp);
  const value = (index: number): number =>
    Number(readings[index]?.payload[meter.value_settings.event_payload_key] ?? 0);
  if (meter.default_aggregation.formula === 'count') return readings.length;
  if (meter.default_aggregation.formula === 'last') return readings.length === 0 ? 0 : value(readings.length - 1);
  return readings.reduce((sum, _reading, index) => sum + value(index), 0);
}
