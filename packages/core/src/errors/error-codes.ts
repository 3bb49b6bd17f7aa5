/**
 * The one table of what can go wrong: code -> HTTP status -> what a developer reads -> what a user of the app reads.
 * A product outcome (too few tokens, not in this plan) is returned, not thrown; the second table has the reasons.
 */
interface ErrorCode {
  readonly status: number;
  /** For failures that pass: seconds to wait before the same call is made again. Absent = sending it again changes nothing. */
  readonly retryAfterSeconds?: number;
  /** What happened in general; an error's own message names the case. */
  readonly developer: string;
  /** Shown to the person in front of the app when it has no better words. */
  readonly user: string;
}
const later = 'This is not available right now. Please try again in a moment.';
const ours = 'Something went wrong on our side. You were not charged.';
const reload = 'This did not work. Please reload the page and try again.';

export const errorCodes = {
  // wiring: the app does not start, or says at first use what is missing
  invalid_catalog: { status: 500, developer: 'The catalogue cannot be sold as written.', user: ours },
  invalid_settings: { status: 500, developer: 'Settings are malformed or mixed up.', user: ours },
  not_configured: { status: 503, developer: 'A setting that this call needs is absent.', user: later },
  not_supported: { status: 501, developer: 'This release or this store does not do that.', user: ours },
  now_refused: { status: 500, developer: 'Live mode takes time from the database only.', user: ours },
  // wrong use by the caller
  invalid_customer: { status: 400, developer: 'A customer is the id of a user or { organization: id }.', user: reload },
  invalid_key: { status: 400, developer: 'Every intent carries a key of 1 to 200 visible characters.', user: reload },
  invalid_amount: { status: 400, developer: 'Amounts of tokens are whole positive numbers.', user: reload },
  invalid_usage: { status: 400, developer: 'The usage does not fit how the feature is charged.', user: reload },
  invalid_metadata: {
    status: 400,
    developer: 'Metadata does not fit its schema or is larger than 4 KB.',
    user: reload,
  },
  invalid_input: {
    status: 422,
    developer: 'The input does not fit the schema of the run. Nothing ran and nothing was charged.',
    user: 'Please check what you entered.',
  },
  invalid_cursor: { status: 400, developer: 'The cursor is not one that this list gave out.', user: reload },
  invalid_return_path: { status: 400, developer: 'A return path is a path of the app itself.', user: reload },
  unknown_feature: { status: 400, developer: 'No paid feature of the catalogue has this id.', user: reload },
  unknown_plan: { status: 400, developer: 'No plan of the catalogue has this id.', user: reload },
  not_for_sale: {
    status: 400,
    developer: 'Checkout cannot sell this plan for this interval.',
    user: 'This plan cannot be bought here.',
  },
  // the state of things
  idempotency_conflict: { status: 409, developer: 'The key was used before with other input.', user: reload },
  hold_not_found: { status: 404, developer: 'No hold has this key.', user: reload },
  charge_not_found: { status: 404, developer: 'Nothing was charged under this key.', user: reload },
  hold_expired: {
    status: 409,
    developer: 'The hold ran out and its tokens went back.',
    user: 'This took too long and was not charged. Please try again.',
  },
  hold_resolved: { status: 409, developer: 'The hold was captured or released before.', user: reload },
  grant_not_found: {
    status: 404,
    developer: 'No grant of this customer was paid by this reference, or bears this id.',
    user: ours,
  },
  refund_exceeds: { status: 409, developer: 'More would be given back than was charged.', user: ours },
  unknown_customer: {
    status: 404,
    developer: 'Farebox has never seen this customer.',
    user: 'We could not find this account.',
  },
  already_subscribed: {
    status: 409,
    developer: 'The customer has an active subscription in this product group.',
    user: 'You have a plan already. You can change or cancel it in the settings.',
  },
  still_subscribed: {
    status: 409,
    developer: 'The customer has a subscription that Stripe goes on charging.',
    user: 'Please cancel your plan first.',
  },
  nothing_to_manage: {
    status: 409,
    developer: 'The customer has never bought anything in Stripe.',
    user: 'There is nothing to manage yet.',
  },
  checkout_not_found: {
    status: 404,
    developer: 'This customer has no such checkout.',
    user: 'We could not find this checkout.',
  },
  webhook_event_not_found: { status: 404, developer: 'The inbox holds no such event.', user: reload },
  // Stripe
  invalid_signature: { status: 400, developer: 'The webhook was not signed with one of our secrets.', user: reload },
  invalid_event: { status: 400, developer: 'The webhook is signed but is no event we can read.', user: reload },
  price_not_found: { status: 503, developer: 'Stripe has no price under the lookup key of this plan.', user: later },
  unknown_price: { status: 500, developer: 'A Stripe price belongs to no plan we know.', user: ours },
  unreadable_object: { status: 502, developer: 'An object of Stripe lacks what every version of it has.', user: ours },
  stripe_unavailable: {
    status: 503,
    retryAfterSeconds: 5,
    developer: 'Stripe did not answer, or asked us to wait.',
    user: later,
  },
  wrong_stripe_account: {
    status: 500,
    developer: 'The secret key is of another Stripe account than everything that is kept here.',
    user: ours,
  },
  stripe_refused: { status: 502, developer: 'Stripe refused the request.', user: ours },
  // the store
  store_unavailable: {
    status: 503,
    retryAfterSeconds: 5,
    developer: 'The database did not answer; nothing was granted and nothing ran.',
    user: later,
  },
  // the HTTP edge
  signed_out: { status: 401, developer: 'identify() answered null.', user: 'Please sign in again.' },
  no_permission: {
    status: 403,
    developer: 'identify() does not allow this action to this person.',
    user: 'You are not allowed to do this.',
  },
  foreign_origin: {
    status: 403,
    developer: 'The request came from another origin: neither APP_URL nor one of allowedOrigins.',
    user: reload,
  },
  not_found: { status: 404, developer: 'No such endpoint.', user: 'We could not find this.' },
  unknown_run: { status: 404, developer: 'No run is defined for this feature on this server.', user: ours },
  method_not_allowed: { status: 405, developer: 'The endpoint does not take this method.', user: reload },
  invalid_request: { status: 400, developer: 'The request does not fit its endpoint.', user: reload },
  key_required: {
    status: 400,
    developer: 'The header idempotency-key is missing, empty or longer than 190 characters.',
    user: reload,
  },
  json_required: { status: 415, developer: 'The body must be JSON and say so.', user: reload },
  invalid_json: { status: 400, developer: 'The body says that it is JSON and is not.', user: reload },
  body_too_large: {
    status: 413,
    developer: 'The body is larger than this endpoint takes.',
    user: 'This is too large.',
  },
  body_already_read: {
    status: 500,
    developer: 'Something read the body before Farebox did. Mount Farebox before any body parser.',
    user: ours,
  },
  rate_limited: {
    status: 429,
    retryAfterSeconds: 5,
    developer: 'Too many requests.',
    user: 'That was a bit fast. Please wait a moment.',
  },
  work_failed: {
    status: 500,
    developer: "The run's own work threw; its tokens were given back.",
    user: 'This did not work and was not charged.',
  },
  internal: {
    status: 500,
    developer: 'Something failed on our side that has no code of its own.',
    user: 'Something went wrong on our side. Please try again.',
  },
} as const satisfies Readonly<Record<string, ErrorCode>>;

export type FareboxErrorCode = keyof typeof errorCodes;
/**
 * Why a charge was declined. Not thrown: `{ allowed: false, reason, … }` is returned, and a route answers it with this status.
 * 402 = tokens or money would mend it, 403 = the plan or a cap does not allow it.
 */
export const denialReasons = {
  no_tokens: { status: 402, developer: 'No tokens are left.', user: 'You have no tokens left.' },
  not_enough_tokens: {
    status: 402,
    developer: 'Fewer tokens are left than this costs.',
    user: 'You have too few tokens left for this.',
  },
  not_in_plan: {
    status: 403,
    developer: 'The feature is gated and the plan does not include it.',
    user: 'Your plan does not include this.',
  },
  past_due: {
    status: 402,
    developer: 'The renewal is unpaid and its grace has ended.',
    user: 'Your last payment did not go through.',
  },
  paused: {
    status: 402,
    developer: 'The subscription is paused in Stripe, and what was paid is used up.',
    user: 'Your plan is paused.',
  },
  member_cap: {
    status: 403,
    developer: 'The member has used what the organisation allows them.',
    user: 'You have reached the limit that your organisation set.',
  },
} as const satisfies Readonly<Record<string, ErrorCode>>;
export type DenialReasonCode = keyof typeof denialReasons;

/** The page that explains every code. */
const ERRORS_PAGE = 'https://github.com/farebox/farebox/blob/main/docs/errors.md';
/** Where a code is explained: what it means and what its status is. */
export const docsOf = (code: FareboxErrorCode | DenialReasonCode): string => `${ERRORS_PAGE}#${code}`;
