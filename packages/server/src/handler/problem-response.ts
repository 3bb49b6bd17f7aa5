import { denialReasons, docsOf } from '@farebox/core';
import { PROBLEM_TYPE, type DenialWire, type ProblemWire } from '@farebox/core/contract';

/** ProblemWire JSON that no cache keeps. */
export const problemResponse = (problem: ProblemWire, headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json(problem, {
    status: problem.status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...headers },
  });

/** 402 when tokens or money would mend it, 403 when the plan does not allow it. */
export function toDenialResponse(denial: DenialWire, requestId: string | null): Response {
  const { status, user } = denialReasons[denial.reason];
  return problemResponse({
    type: docsOf(denial.reason),
    title: user,
    status,
    detail: `${denial.feature} needs ${denial.required} tokens, ${denial.remaining} are left. Nothing has run and nothing was charged.`,
    code: denial.reason,
    requestId,
    denial,
  });
}
