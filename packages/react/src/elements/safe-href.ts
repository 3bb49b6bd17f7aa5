/** An address that a link may carry: https, http, mailto or a path of the host. Anything else (`javascript:`) is dropped. */
export function safeHref(address: string | null | undefined): string | undefined {
  if (address === null || address === undefined) return undefined;
  const text = address.trim();
  if (/^(https?:\/\/|mailto:)/i.test(text)) return text;
  return /^\/(?![/\\])/.test(text) ? text : undefined;
}
