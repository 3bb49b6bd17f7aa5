import type { Json, JsonObject } from '../state/stored.js';
import type { World } from '../world.js';
import type { ApiVersion } from './version.js';

/** What rewriting an object for an older version needs to know. */
export interface Downgrade {
  world: World;
  version: ApiVersion;
  /** Renders another object for the same version. */
  present: (value: unknown) => Json;
}

/** How to undo one breaking change: for answers older than `since`, change the object of this kind. */
export interface Undo {
  /** First version that has the change. */
  since: string;
  kind: string;
  undo: (object: JsonObject, context: Downgrade) => void;
}
