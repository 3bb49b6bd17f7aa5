/** How many calls of the API pass before what Stripe does "a moment later" is done here: countable, unlike a moment. */
export const CALLS_LATER = 3;
