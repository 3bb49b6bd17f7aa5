import { errorCodes, type FareboxErrorCode } from '@farebox/core';
import { describe, expect, it } from 'vitest';
import { english } from '../messages/english.js';
import { billingFailureOf, guardCodeOf } from './failure-of.js';
import { RequestError } from './request-error.js';

describe('what a failure is told as', () => {
  it('goes by the code of the table and never by the status: a 403 of a wrong origin is no missing permission', () => {
    expect(guardCodeOf('no_permission')).toBe('no_permission');
    expect(guardCodeOf('foreign_origin')).toBe('server');
    expect(guardCodeOf('signed_out')).toBe('signed_out');
    expect(guardCodeOf('a code of next year')).toBe('server');
  });

  it('R9 has one sentence for each refusal of a press, and says nothing that the refusal does not', () => {
    const told = (code: string): string =>
      english[billingFailureOf(new RequestError(409, code, ''), 'checkoutFailed')] as string;
    expect(told('already_subscribed')).not.toContain('charged');
    const sentences = ['already_subscribed', 'no_permission', 'rate_limited', 'signed_out', 'not_for_sale'].map(told);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(billingFailureOf(new Error('a bug'), 'portalFailed')).toBe('portalFailed');
  });

  it('knows every code that it names from the table', () => {
    const known = Object.keys(errorCodes) as FareboxErrorCode[];
    for (const code of ['signed_out', 'no_permission', 'rate_limited', 'already_subscribed', 'nothing_to_manage'])
      expect(known).toContain(code);
  });
});
