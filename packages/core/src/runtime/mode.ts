/**
 * Which of Stripe's two worlds a customer belongs to; follows from the key. Live and test never share a row: every key either
 * begins with the mode or with an account, which belongs to one mode.
 */
export type Mode = 'live' | 'test';
