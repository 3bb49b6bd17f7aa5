import type { ReactNode } from 'react';
import type { User } from '../../server/host/users.js';

export interface SettingsPageProps {
  readonly user: User;
  /** Everybody of the organisation; empty for a person. */
  readonly people: readonly User[];
  /** The SubscriptionManager. */
  readonly subscription: ReactNode;
  /** What priority support shows, or who has it. */
  readonly support: ReactNode;
  readonly usage: ReactNode;
}

/** Plan and tokens, who may do what, help. */
export function SettingsPage({ user, people, subscription, support, usage }: SettingsPageProps) {
  return (
    <div className="page">
      <header className="head">
        <div>
          <h1>Settings</h1>
          <p>
            {user.company}, signed in as {user.name}.
          </p>
        </div>
      </header>
      <section className="group">
        <h2>Plan and tokens</h2>
        {subscription}
      </section>
      {people.length > 0 ? (
        <section className="group">
          <h2>Who can spend and who can pay</h2>
          <dl className="fields">
            {people.map((person) => (
              <div key={person.id} className="field">
                <dt>
                  {person.name}
                  <span>{person.email}</span>
                </dt>
                <dd>
                  {person.organization?.role === 'owner'
                    ? 'Owner: spends tokens, manages billing'
                    : 'Member: spends tokens'}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
      <section className="group">
        <h2>Help</h2>
        <dl className="fields">
          <div className="field">
            <dt>
              Support
              <span>Answers to questions about your boxes and your orders.</span>
            </dt>
            <dd>{support}</dd>
          </div>
        </dl>
      </section>
      {usage}
    </div>
  );
}
