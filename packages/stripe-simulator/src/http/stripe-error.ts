/** An answer other than 2xx, in the shape of Stripe's error object. */
export class StripeFailure extends Error {
  readonly status: number;
  readonly body: FailureBody;

  constructor(status: number, body: FailureBody) {
    super(body.message);
    this.name = 'StripeFailure';
    this.status = status;
    this.body = body;
  }
}

export interface FailureBody {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error' | 'rate_limit_error';
  message: string;
  code?: string | undefined;
  decline_code?: string | undefined;
  param?: string | undefined;
  charge?: string | undefined;
  doc_url?: string | undefined;
  advice_code?: string | undefined;
  network_decline_code?: string | undefined;
  payment_intent?: unknown;
  setup_intent?: unknown;
  payment_method?: unknown;
}

/** 400 `invalid_request_error`. */
export function invalidRequest(
  message: string,
  more: { code?: string | undefined; param?: string | undefined; status?: number | undefined } = {},
): StripeFailure {
  const { status = 400, code, param } = more;
  return new StripeFailure(status, {
    type: 'invalid_request_error',
    message,
    ...(code ? { code } : {}),
    ...(param ? { param } : {}),
  });
}

/** `resource_missing`: 404 when the id stands in the path, 400 when it is a parameter. */
export function noSuch(kind: string, id: string, param: string, status: 400 | 404 = 400): StripeFailure {
  return invalidRequest(`No such ${kind}: '${id}'`, { code: 'resource_missing', param, status });
}

export function missingParameter(param: string): StripeFailure {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}
