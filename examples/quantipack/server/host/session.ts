import type { Context } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import { parseSigned } from 'hono/utils/cookie';
import { findUser, USERS, type User } from './users.js';

const COOKIE = 'quantipack_user';
const THIRTY_DAYS = 30 * 24 * 60 * 60;

/** Who is signed in: the cookie's user while its signature holds. */
export interface Sessions {
  userOf(request: Request): Promise<User | null>;
  /** Signs the first demo user in when nobody is: a visitor should see the app, not a form. */
  ensureUser(context: Context): Promise<User>;
  signIn(context: Context, user: User): Promise<void>;
}

export function createSessions(secret: string): Sessions {
  const signIn = (context: Context, user: User) =>
    setSignedCookie(context, COOKIE, user.id, secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: new URL(context.req.url).protocol === 'https:',
      maxAge: THIRTY_DAYS,
    });
  return {
    signIn,
    async userOf(request) {
      const cookies = await parseSigned(request.headers.get('cookie') ?? '', secret, COOKIE);
      return findUser(cookies[COOKIE] || '');
    },
    async ensureUser(context) {
      const id = await getSignedCookie(context, secret, COOKIE);
      const known = findUser(id || '');
      if (known) return known;
      await signIn(context, USERS[0]);
      return USERS[0];
    },
  };
}
