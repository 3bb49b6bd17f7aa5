import { canonicalJson } from '../../domain/canonical-json.js';

/** 64 hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
/** The same parameters give the same hash, whoever wrote them in whatever order. */
export const hashOf = (params: unknown): Promise<string> => sha256(canonicalJson(params));
