import type { NextConfig } from 'next';

const config: NextConfig = {
  // The simulator is a program of its own: Node loads it from node_modules as it is.
  serverExternalPackages: ['@farebox/stripe-simulator'],
};
export default config;
