import { FareboxError } from '@farebox/core';

/** Reads at most `limit` bytes; more is refused before it is kept (W24). */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new FareboxError('body_too_large', { message: `The body is larger than ${limit} bytes. Send less.` });
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  if (!request.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** JSON with the JSON content type: a form post from another site cannot have it without a preflight (X16). */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new FareboxError('json_required', {
      message: 'Send the body as JSON with the header content-type: application/json.',
    });
  const body = new TextDecoder().decode(await readBytes(request, limit));
  try {
    return JSON.parse(body);
  } catch {
    throw new FareboxError('invalid_json', { message: 'The body is not JSON. Send one JSON object.' });
  }
}
