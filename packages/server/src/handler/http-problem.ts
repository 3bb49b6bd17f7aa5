/** A refusal that belongs to HTTP alone: no service was asked. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'HttpProblem';
  }
}
