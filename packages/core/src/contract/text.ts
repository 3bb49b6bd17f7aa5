import { z } from 'zod';
import { isStorableText } from '../domain/storable-text.js';

/** Text that goes to the database as it is: a NUL or half of a surrogate pair would be told as an outage by some of them. */
export const storableText = (max: number) =>
  z.string().max(max).refine(isStorableText, { error: 'holds a NUL or half of a surrogate pair' });
