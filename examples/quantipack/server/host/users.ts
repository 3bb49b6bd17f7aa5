import type { Customer } from '@farebox/core';

/** A person who can sign in. A real host has a table of them; the demo has these. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  /** Whose tokens they use: their own, or their organisation's. */
  readonly organization: { readonly id: string; readonly role: 'owner' | 'member' } | null;
  /** What the demo shows with them. */
  readonly note: string;
}

export const USERS: readonly [User, ...User[]] = [
  {
    id: 'mara',
    name: 'Mara Lindqvist',
    email: 'mara@kiln.example',
    company: 'Kiln & Co',
    organization: null,
    note: 'starts on Free',
  },
  {
    id: 'jonas',
    name: 'Jonas Weber',
    email: 'jonas@nordlicht.example',
    company: 'Nordlicht Ceramics',
    organization: null,
    note: 'subscriber',
  },
  {
    id: 'tomas',
    name: 'Tomás Prieto',
    email: 'tomas@barro.example',
    company: 'Barro y Luz',
    organization: null,
    note: 'card that fails',
  },
  {
    id: 'ana',
    name: 'Ana Ruiz',
    email: 'ana@aster.example',
    company: 'Aster Prints',
    organization: { id: 'aster', role: 'owner' },
    note: 'owner',
  },
  {
    id: 'liv',
    name: 'Liv Berg',
    email: 'liv@aster.example',
    company: 'Aster Prints',
    organization: { id: 'aster', role: 'member' },
    note: 'member of the same',
  },
];

export const findUser = (id: string) => USERS.find((user) => user.id === id) ?? null;

/** Who pays for what a user runs. */
export const customerOf = (user: User): Customer =>
  user.organization ? { organization: user.organization.id } : user.id;

/** The same as one text, for the owner column of the host's tables. */
export const ownerOf = (customer: Customer): string =>
  typeof customer === 'string' ? `user:${customer}` : `organization:${customer.organization}`;

/** Whom a member asks when something has to be paid. */
export function billingContactOf(user: User): string | undefined {
  const { organization } = user;
  if (organization?.role !== 'member') return undefined;
  const owner = USERS.find(
    (other) => other.organization?.id === organization.id && other.organization.role === 'owner',
  );
  return owner ? `${owner.name} (owner)` : undefined;
}
