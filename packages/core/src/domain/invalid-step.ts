/** A step that no ledger can carry out, whatever its state: wrong use, thrown before anything is loaded. */
export class InvalidStepError extends Error {
  override readonly name = 'InvalidStepError';
  readonly code = 'invalid_step';
  constructor(
    /** Which part of the step is wrong. */
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
