import type Stripe from 'stripe';
import { emit } from '../events.js';
import { pathId, Rendered, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import { runTestClock } from '../time/clock.js';
import { fetchByPath } from './kinds.js';
import { orNull } from './fields.js';

const TWO_YEARS = 2 * 366 * 86_400;

export const testClockRoutes = [
  route<Stripe.TestHelpers.TestClockCreateParams>('POST', '/v1/test_helpers/test_clocks', ({ world, params }) => {
    const clock = world.put('testClocks', {
      id: world.id('clock'),
      object: 'test_helpers.test_clock',
      created: world.now(),
      deletes_after: world.now() + 30 * 86_400,
      frozen_time: params.frozen_time,
      livemode: false,
      name: orNull(params.name),
      status: 'ready',
      status_details: {},
    });
    emit(world, 'test_helpers.test_clock.created', clock);
    return clock;
  }),
  route('GET', '/v1/test_helpers/test_clocks/:id', (call) =>
    fetchByPath(call.world, 'test_helpers.test_clock', pathId(call)),
  ),
  route<Stripe.TestHelpers.TestClockAdvanceParams>('POST', '/v1/test_helpers/test_clocks/:id/advance', (call) => {
    const { world, params } = call;
    const clock = fetchByPath(world, 'test_helpers.test_clock', pathId(call));
    if (params.frozen_time <= clock.frozen_time)
      throw invalidRequest('The test clock can only be advanced to a time in the future.', { param: 'frozen_time' });
    if (params.frozen_time > clock.frozen_time + TWO_YEARS)
      throw invalidRequest('You can only advance a test clock by up to two years at a time.', { param: 'frozen_time' });
    // The answer says what Stripe's says; the work is done when it arrives.
    const answer = new Rendered({
      ...structuredClone(clock),
      status: 'advancing',
      status_details: { advancing: { target_frozen_time: params.frozen_time } },
    } as never);
    runTestClock(world.universe, world.account, clock.id, params.frozen_time);
    return answer;
  }),
  route('DELETE', '/v1/test_helpers/test_clocks/:id', (call) => {
    const { world } = call;
    const clock = fetchByPath(world, 'test_helpers.test_clock', pathId(call));
    for (const customer of Object.values(world.tables.customers))
      if (customer.test_clock === clock.id) world.remove('customers', customer.id);
    for (const subscription of Object.values(world.tables.subscriptions))
      if (subscription.test_clock === clock.id) world.remove('subscriptions', subscription.id);
    emit(world, 'test_helpers.test_clock.deleted', clock);
    world.remove('testClocks', clock.id);
    return { id: clock.id, object: 'test_helpers.test_clock', deleted: true };
  }),
  route<Stripe.TestHelpers.TestClockListParams>('GET', '/v1/test_helpers/test_clocks', ({ world, params }) =>
    page(
      world,
      'test_helpers.test_clock',
      Object.values(world.tables.testClocks),
      params,
      '/v1/test_helpers/test_clocks',
    ),
  ),
];
