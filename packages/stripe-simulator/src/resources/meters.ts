import type Stripe from 'stripe';
import { usageOf } from '../billing/invoices/usage.js';
import { emit, snapshot } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { innerList, page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import type { Meter } from '../state/tables.js';
import { fetchByPath } from './kinds.js';

const DAY = 86_400;

export const meterRoutes = [
  route<Stripe.Billing.MeterCreateParams>('POST', '/v1/billing/meters', ({ world, params }) => {
    if (
      Object.values(world.tables.meters).some(
        (meter) => meter.event_name === params.event_name && meter.status === 'active',
      )
    ) {
      throw invalidRequest(`An active meter with event name '${params.event_name}' already exists.`, {
        code: 'resource_already_exists',
        param: 'event_name',
      });
    }
    const meter: Meter = {
      id: world.id('mtr_test'),
      object: 'billing.meter',
      created: world.now(),
      customer_mapping: {
        event_payload_key: params.customer_mapping?.event_payload_key ?? 'stripe_customer_id',
        type: 'by_id',
      },
      default_aggregation: { formula: params.default_aggregation.formula },
      display_name: params.display_name,
      event_name: params.event_name,
      event_time_window: params.event_time_window ?? null,
      livemode: false,
      status: 'active',
      status_transitions: { deactivated_at: null },
      updated: world.now(),
      value_settings: { event_payload_key: params.value_settings?.event_payload_key ?? 'value' },
    };
    world.put('meters', meter);
    emit(world, 'billing.meter.created', meter);
    return meter;
  }),
  route('GET', '/v1/billing/meters/:id', (call) => fetchByPath(call.world, 'billing.meter', pathId(call))),
  route<Stripe.Billing.MeterUpdateParams>('POST', '/v1/billing/meters/:id', (call) => {
    const meter = fetchByPath(call.world, 'billing.meter', pathId(call));
    const before = snapshot(call.world, meter);
    if (call.params.display_name) meter.display_name = call.params.display_name;
    meter.updated = call.world.now();
    emit(call.world, 'billing.meter.updated', meter, before);
    return meter;
  }),
  route('POST', '/v1/billing/meters/:id/deactivate', (call) => setActive(call, false)),
  route('POST', '/v1/billing/meters/:id/reactivate', (call) => setActive(call, true)),
  route<Stripe.Billing.MeterListParams>('GET', '/v1/billing/meters', ({ world, params }) => {
    const rows = Object.values(world.tables.meters).filter(
      (meter) => params.status === undefined || meter.status === params.status,
    );
    return page(world, 'billing.meter', rows, params, '/v1/billing/meters');
  }),
  route<Stripe.Billing.MeterListEventSummariesParams>('GET', '/v1/billing/meters/:id/event_summaries', (call) => {
    const { world, params } = call;
    const meter = fetchByPath(world, 'billing.meter', pathId(call));
    if (params.start_time >= params.end_time)
      throw invalidRequest('The start time must be before the end time.', { param: 'start_time' });
    const step =
      params.value_grouping_window === 'day'
        ? DAY
        : params.value_grouping_window === 'hour'
          ? 3600
          : params.end_time - params.start_time;
    const data = [];
    for (let start = params.start_time; start < params.end_time; start += step) {
      const end = Math.min(start + step, params.end_time);
      const value = usageOf(world, meter.id, params.customer, { start, end });
      if (value !== 0 || step === params.end_time - params.start_time) {
        data.push({
          id: `mtrusg_test_${meter.id.slice(-8)}_${start}`,
          object: 'billing.meter_event_summary',
          aggregated_value: value,
          end_time: end,
          livemode: false,
          meter: meter.id,
          start_time: start,
        });
      }
    }
    return innerList(data.reverse(), `/v1/billing/meters/${meter.id}/event_summaries`);
  }),
  route<Stripe.Billing.MeterEventCreateParams>('POST', '/v1/billing/meter_events', ({ world, params }) => {
    const meter = Object.values(world.tables.meters).find((candidate) => candidate.event_name === params.event_name);
    if (!meter)
      throw invalidRequest(`No active meter found for event name '${params.event_name}'.`, {
        code: 'resource_missing',
        param: 'event_name',
      });
    if (meter.status !== 'active')
      throw invalidRequest(`The meter for event name '${params.event_name}' is inactive.`, {
        code: 'archived_meter',
        param: 'event_name',
      });
    const payload = params.payload as unknown as Record<string, string>;
    const customerKey = meter.customer_mapping.event_payload_key;
    const customer = payload[customerKey];
    if (!customer || !world.tables.customers[customer]) {
      throw invalidRequest(
        customer
          ? `No such customer: '${customer}'`
          : `The payload must have the customer mapping key '${customerKey}'.`,
        { code: 'meter_event_no_customer_defined', param: `payload[${customerKey}]` },
      );
    }
    const value = payload[meter.value_settings.event_payload_key];
    if (meter.default_aggregation.formula !== 'count' && (value === undefined || !Number.isFinite(Number(value)))) {
      throw invalidRequest(`The payload's value '${value ?? ''}' is not a number.`, {
        code: 'meter_event_invalid_value',
        param: `payload[${meter.value_settings.event_payload_key}]`,
      });
    }
    const now = world.now(world.tables.customers[customer]?.test_clock);
    const timestamp = params.timestamp ?? now;
    if (timestamp < now - 35 * DAY)
      throw invalidRequest('The timestamp must be within the past 35 calendar days.', {
        code: 'timestamp_too_far_in_past',
        param: 'timestamp',
      });
    if (timestamp > now + 300)
      throw invalidRequest('The timestamp must not be more than 5 minutes in the future.', {
        code: 'timestamp_in_future',
        param: 'timestamp',
      });
    const identifier = params.identifier ?? world.id('mev');
    if (Object.values(world.tables.meterReadings).some((reading) => reading.identifier === identifier)) {
      throw invalidRequest(`An event already exists with identifier ${identifier}.`, {
        code: 'duplicate_meter_event',
        param: 'identifier',
      });
    }
    const { id: _id, ...shown } = world.put('meterReadings', {
      id: world.id('mtrevt'),
      object: 'billing.meter_event',
      created: now,
      event_name: params.event_name,
      identifier,
      livemode: false,
      payload,
      timestamp,
    });
    return shown;
  }),
  route<Stripe.Billing.MeterEventAdjustmentCreateParams>(
    'POST',
    '/v1/billing/meter_event_adjustments',
    ({ world, params }) => {
      const identifier = params.cancel?.identifier;
      const reading = Object.values(world.tables.meterReadings).find(
        (candidate) => candidate.event_name === params.event_name && candidate.identifier === identifier,
      );
      if (!reading)
        throw invalidRequest(`No meter event found with identifier '${identifier ?? ''}'.`, {
          code: 'resource_missing',
          param: 'cancel[identifier]',
        });
      delete world.tables.meterReadings[reading.id];
      return {
        object: 'billing.meter_event_adjustment',
        cancel: { identifier: identifier ?? null },
        event_name: params.event_name,
        livemode: false,
        status: 'pending',
        type: params.type,
      };
    },
  ),
];

function setActive(call: Call<unknown>, active: boolean): Meter {
  const meter = fetchByPath(call.world, 'billing.meter', pathId(call));
  const before = snapshot(call.world, meter);
  meter.status = active ? 'active' : 'inactive';
  meter.status_transitions.deactivated_at = active ? null : call.world.now();
  meter.updated = call.world.now();
  emit(call.world, active ? 'billing.meter.reactivated' : 'billing.meter.deactivated', meter, before);
  return meter;
}
