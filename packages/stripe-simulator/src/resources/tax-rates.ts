import type Stripe from 'stripe';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import type { TaxRate } from '../state/tables.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByPath } from './kinds.js';

export const taxRateRoutes = [
  route<Stripe.TaxRateCreateParams>('POST', '/v1/tax_rates', ({ world, params }) => {
    const rate: TaxRate = {
      id: world.id('txr'),
      object: 'tax_rate',
      active: params.active ?? true,
      country: orNull(params.country),
      created: world.now(),
      description: orNull(params.description),
      display_name: params.display_name,
      effective_percentage: null,
      flat_amount: null,
      inclusive: params.inclusive,
      jurisdiction: orNull(params.jurisdiction),
      jurisdiction_level: null,
      livemode: false,
      metadata: mergeMetadata(null, params.metadata),
      percentage: params.percentage,
      rate_type: 'percentage',
      state: orNull(params.state),
      tax_type: orNull(params.tax_type),
    };
    world.put('taxRates', rate);
    emit(world, 'tax_rate.created', rate);
    return rate;
  }),
  route('GET', '/v1/tax_rates/:id', (call) => fetchByPath(call.world, 'tax_rate', pathId(call))),
  route<Stripe.TaxRateUpdateParams>('POST', '/v1/tax_rates/:id', (call) => {
    const { world, params } = call;
    const rate = fetchByPath(world, 'tax_rate', pathId(call));
    const before = snapshot(world, rate);
    if (params.active !== undefined) rate.active = params.active;
    if (params.display_name !== undefined) rate.display_name = params.display_name;
    if (params.description !== undefined) rate.description = params.description;
    if (params.jurisdiction !== undefined) rate.jurisdiction = params.jurisdiction;
    rate.metadata = mergeMetadata(rate.metadata, params.metadata);
    emit(world, 'tax_rate.updated', rate, before);
    return rate;
  }),
  route<Stripe.TaxRateListParams>('GET', '/v1/tax_rates', ({ world, params }) => {
    const rows = Object.values(world.tables.taxRates).filter(
      (rate) =>
        (params.active === undefined || rate.active === params.active) &&
        (params.inclusive === undefined || rate.inclusive === params.inclusive),
    );
    return page(world, 'tax_rate', rows, params, '/v1/tax_rates');
  }),
];
