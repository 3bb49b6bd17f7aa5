import { useTokenGuard } from '@farebox/react';

export const Forgot = () => <button {...useTokenGuard('summary').buttonProps}>Summarise</button>;
