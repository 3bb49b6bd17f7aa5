import type { DenialWire, ProblemWire } from '@farebox/core/contract';

/** A request that did not bring what was asked: `status` 0 = the network, else the server's problem. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
    readonly denial: DenialWire | null = null,
  ) {
    super(message);
    this.name = 'FareboxRequestError';
  }
}

export async function errorOf(response: Response): Promise<RequestError> {
  const problem = (await response.json().catch(() => null)) as Partial<ProblemWire> | null;
  return new RequestError(
    response.status,
    problem?.code ?? 'server',
    problem?.title ?? `The server answered ${response.status}.`,
    problem?.requestId ?? null,
    problem?.denial ?? null,
  );
}
