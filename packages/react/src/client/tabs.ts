/** One tab's spend shows in all: the others are told that something changed and ask the server themselves. */
export interface Tabs {
  tell(): void;
  close(): void;
}

export function openTabs(url: string, onTold: () => void): Tabs {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(`farebox:${url}`);
  channel.onmessage = onTold;
  return { tell: () => channel.postMessage('changed'), close: () => channel.close() };
}
