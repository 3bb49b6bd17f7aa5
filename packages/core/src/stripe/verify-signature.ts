/**
 * Our own check of `Stripe-Signature`, on WebCrypto alone, so that Node, Bun, Deno, Workers and edge runtimes give the
 * same answer (W22). The bytes are verified before anything parses them.
 */
export const WEBHOOK_BODY_LIMIT = 512 * 1024;
const TOLERANCE_SECONDS = 300;
const MAX_SIGNATURES = 8;
const MAX_HEADER = 4096;
const MIN_SECRET = 24;

export type SignatureVerdict =
  | { readonly verified: true; readonly secretIndex: number; readonly skewSeconds: number }
  | {
      readonly verified: false;
      readonly reason:
        | 'no_header'
        | 'malformed_header'
        | 'too_many_signatures'
        | 'too_old'
        | 'wrong_signature'
        | 'body_too_large';
    };

interface SignatureHeader {
  readonly timestamp: number;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
}

/** Why a webhook secret cannot be used, as a sentence; null = it can. An empty secret would let anybody sign (X2). */
export function whatIsWrongWithSecret(secret: unknown): string | null {
  if (typeof secret !== 'string') return 'A webhook secret must be text that begins with "whsec_".';
  if (secret !== secret.trim()) return 'A webhook secret must not begin or end with white space or a line break.';
  if (!secret.startsWith('whsec_'))
    return 'A webhook secret begins with "whsec_"; copy it from the endpoint\'s page or from "stripe listen".';
  if (secret.length - 'whsec_'.length < MIN_SECRET)
    return 'A webhook secret has at least 24 characters after "whsec_"; this one was cut off.';
  return null;
}

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[0-9a-f]{64}$/.test(hex)) return null;
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

function readHeader(header: string): SignatureHeader | 'malformed_header' | 'too_many_signatures' {
  if (header.length > MAX_HEADER) return 'too_many_signatures';
  let timestamp: number | null = null;
  const signatures: Uint8Array<ArrayBuffer>[] = [];
  let found = 0;
  for (const part of header.split(',')) {
    const at = part.indexOf('=');
    if (at < 0) return 'malformed_header';
    const [name, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (name === 't') {
      // Exactly one, digits only: `t=abc` signed as such passes elsewhere.
      if (timestamp !== null || !/^[1-9]\d{0,11}$/.test(value)) return 'malformed_header';
      timestamp = Number(value);
    } else if (name === 'v1') {
      found += 1;
      if (found > MAX_SIGNATURES) return 'too_many_signatures';
      const bytes = bytesOfHex(value);
      if (bytes) signatures.push(bytes);
    }
  }
  if (timestamp === null || found === 0) return 'malformed_header';
  return { timestamp, signatures };
}

/**
 * True only for bytes signed with one of `secrets` within five minutes of `wallClock` (milliseconds, real time even where
 * the engine runs on a test clock), in either direction. Comparison is WebCrypto's own, in constant time.
 * @throws TypeError for an unusable secret: that is a broken set-up, not a bad request.
 */
export async function verifySignature(
  body: Uint8Array<ArrayBuffer>,
  header: string | null,
  secrets: readonly string[],
  wallClock: number,
): Promise<SignatureVerdict> {
  if (secrets.length === 0) throw new TypeError('No webhook secret is set; nothing can be verified.');
  for (const secret of secrets) {
    const wrong = whatIsWrongWithSecret(secret);
    if (wrong) throw new TypeError(wrong);
  }
  if (header === null || header === '') return { verified: false, reason: 'no_header' };
  if (body.byteLength > WEBHOOK_BODY_LIMIT) return { verified: false, reason: 'body_too_large' };
  const read = readHeader(header);
  if (typeof read === 'string') return { verified: false, reason: read };
  const skewSeconds = Math.round(wallClock / 1000) - read.timestamp;
  if (Math.abs(skewSeconds) > TOLERANCE_SECONDS) return { verified: false, reason: 'too_old' };

  const encoder = new TextEncoder();
  const prefix = encoder.encode(`${read.timestamp}.`);
  const signed = new Uint8Array(prefix.byteLength + body.byteLength);
  signed.set(prefix);
  signed.set(body, prefix.byteLength);
  for (const [secretIndex, secret] of secrets.entries()) {
    const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
      'verify',
    ]);
    for (const signature of read.signatures) {
      if (await crypto.subtle.verify('HMAC', key, signature, signed))
        return { verified: true, secretIndex, skewSeconds };
    }
  }
  return { verified: false, reason: 'wrong_signature' };
}
