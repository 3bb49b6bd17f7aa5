import type { ReactNode } from 'react';
import { counted } from '../format.js';
import { Link } from '../router.js';
import { Icon } from '../shell/icons.js';

export interface WelcomePageProps {
  readonly company: string;
  readonly orderCount: number;
  /** The PricingTable. */
  readonly plans: ReactNode;
  /** Name of a plan that is paid for already; the page then offers a change instead of a start. */
  readonly paidPlan: string | null;
}

/** Onboarding: choose a plan, or go on with the free tokens. */
export function WelcomePage({ company, orderCount, plans, paidPlan }: WelcomePageProps) {
  return (
    <div className="page">
      <header className="stack-s">
        <ol className="steps">
          <li>
            <Icon name="check" />
            {company} connected
          </li>
          <li>
            <Icon name="check" />
            {counted(orderCount, 'order')} imported
          </li>
          <li aria-current={paidPlan === null ? 'step' : undefined}>
            {paidPlan === null ? <span className="step-number">3</span> : <Icon name="check" />}
            {paidPlan === null ? 'Choose a plan' : `${paidPlan} chosen`}
          </li>
        </ol>
        <div>
          <h1>{paidPlan === null ? 'Choose a plan, or start with 5 free tokens' : `You are on ${paidPlan}`}</h1>
          <p className="lead">
            Runs cost tokens: PDP analyzer 5, Demand planner 8, Suite analyzer 10, Spec generator 15 for a file of
            middle size; small files take 0.7, large ones 1.5 times as much. You see the price before each run.
          </p>
        </div>
      </header>
      {plans}
      <p className="lead measure">
        Payment opens at Stripe and brings you back here. You can cancel any time and keep your tokens until the month
        is over. <Link href="/">{paidPlan === null ? 'Continue with Free' : 'Go to the analyzers'}</Link>
      </p>
    </div>
  );
}
