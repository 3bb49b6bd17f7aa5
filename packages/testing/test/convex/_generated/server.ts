/** By hand: `convex codegen` wants a deployment. The tables are made from families, so their documents have no static type here. */
export { mutationGeneric as mutation, queryGeneric as query } from 'convex/server';
