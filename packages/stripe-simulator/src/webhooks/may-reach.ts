import { hostnameOf, isLoopback } from '../http/hosts.js';
import type { Universe } from '../world.js';

/** Whether an event may be sent there: to this machine, or to a host that the starter has named. */
export function mayReach({ webhookHosts }: Universe, url: string): boolean {
  const host = hostnameOf(url);
  return host !== null && (isLoopback(host) || webhookHosts.has(host));
}
