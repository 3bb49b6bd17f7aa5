import { FareboxError, problemOf } from '@farebox/core';
import { PROBLEM_TYPE, type DenialWire, type Problem } from '@farebox/core/contract';
import { HttpProblem } from './http-problem.js';

const DOCS = 'https://farebox.dev/errors';

function respond(problem: Problem, headers: HeadersInit = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...Object.fromEntries(new Headers(headers)) },
  });
}

/** Every refusal and failure as RFC 9457 problem JSON. What is not ours says nothing of its inside (X25). */
export function toProblemResponse(error: unknown, requestId: string | null): Response {
  if (error instanceof HttpProblem) {
    return respond({
      type: `${DOCS}#${error.code}`,
      title: error.code.replaceAll('_', ' '),
      status: error.status,
      detail: error.detail,
      code: error.code,
      requestId,
    });
  }
  if (FareboxError.isInstance(error)) {
    const { status, userText, retryAfterSeconds } = problemOf(error);
    return respond(
      {
        type: `${DOCS}#${error.code}`,
        title: userText,
        status,
        detail: status >= 500 ? userText : error.message,
        code: error.code,
        requestId,
      },
      retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
    );
  }
  return respond({
    type: `${DOCS}#internal`,
    title: 'Something failed on our side.',
    status: 500,
    detail: 'Something failed on our side. Nothing was charged for what did not finish.',
    code: 'internal',
    requestId,
  });
}

/** 402 when tokens or money would mend it, 403 when the plan does not allow it. */
export function toDenialResponse(denial: DenialWire, requestId: string | null): Response {
  const status = denial.reason === 'not_in_plan' || denial.reason === 'member_cap' ? 403 : 402;
  return respond({
    type: `${DOCS}#${denial.reason}`,
    title: 'Not enough tokens or not in the plan.',
    status,
    detail: `${denial.feature} needs ${denial.required} tokens, ${denial.remaining} are left. Nothing has run and nothing was charged.`,
    code: denial.reason,
    requestId,
    denial,
  });
}
