import type Stripe from 'stripe';
import { parseVersion } from '../eras/version.js';
import { isWebAddress } from '../http/hosts.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import type { DeliveryMode } from '../state/state.js';
import type { WebhookEndpoint } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByPath } from './kinds.js';

export const webhookEndpointRoutes = [
  route<Stripe.WebhookEndpointCreateParams>('POST', '/v1/webhook_endpoints', ({ world, params }) => {
    assertUrl(params.url);
    const endpoint = createEndpoint(world, {
      url: params.url,
      enabledEvents: params.enabled_events,
      apiVersion: params.api_version ?? null,
      description: orNull(params.description),
      metadata: mergeMetadata(null, params.metadata),
    });
    // Only this answer ever shows the secret.
    return { ...endpoint, secret: world.data.notes.endpoints[endpoint.id]?.secrets[0] };
  }),
  route('GET', '/v1/webhook_endpoints/:id', (call) => fetchByPath(call.world, 'webhook_endpoint', pathId(call))),
  route<Stripe.WebhookEndpointUpdateParams>('POST', '/v1/webhook_endpoints/:id', (call) => {
    const { world, params } = call;
    const endpoint = fetchByPath(world, 'webhook_endpoint', pathId(call));
    if (params.url !== undefined) {
      assertUrl(params.url);
      endpoint.url = params.url;
    }
    if (params.enabled_events) endpoint.enabled_events = params.enabled_events;
    if (params.disabled !== undefined) endpoint.status = params.disabled ? 'disabled' : 'enabled';
    if (params.description !== undefined) endpoint.description = orNull(params.description);
    endpoint.metadata = mergeMetadata(endpoint.metadata, params.metadata);
    return endpoint;
  }),
  route('DELETE', '/v1/webhook_endpoints/:id', (call) => {
    const endpoint = fetchByPath(call.world, 'webhook_endpoint', pathId(call));
    call.world.remove('webhookEndpoints', endpoint.id);
    return { id: endpoint.id, object: 'webhook_endpoint', deleted: true };
  }),
  route<Stripe.WebhookEndpointListParams>('GET', '/v1/webhook_endpoints', ({ world, params }) =>
    page(world, 'webhook_endpoint', Object.values(world.tables.webhookEndpoints), params, '/v1/webhook_endpoints'),
  ),
];

export interface EndpointInput {
  url: string;
  secret?: string | undefined;
  enabledEvents?: readonly string[] | undefined;
  apiVersion?: string | null | undefined;
  description?: string | null | undefined;
  metadata?: Record<string, string> | undefined;
  delivery?: DeliveryMode | undefined;
}

export function createEndpoint(world: World, input: EndpointInput): WebhookEndpoint {
  if (input.apiVersion && !parseVersion(input.apiVersion))
    throw invalidRequest(`Invalid API version: ${input.apiVersion}`, { param: 'api_version' });
  const endpoint: WebhookEndpoint = {
    id: world.id('we'),
    object: 'webhook_endpoint',
    api_version: input.apiVersion ?? null,
    application: null,
    created: world.now(),
    description: input.description ?? null,
    enabled_events: [...(input.enabledEvents ?? ['*'])],
    livemode: false,
    metadata: input.metadata ?? {},
    status: 'enabled',
    url: input.url,
  };
  world.put('webhookEndpoints', endpoint);
  world.data.notes.endpoints[endpoint.id] = {
    delivery: input.delivery ?? 'in_order',
    secrets: [input.secret ?? world.id('whsec')],
  };
  return endpoint;
}

function assertUrl(url: string): void {
  if (!isWebAddress(url))
    throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
      code: 'url_invalid',
      param: 'url',
    });
}
