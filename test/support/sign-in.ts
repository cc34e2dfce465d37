import type { Queryable } from '../../src/database/database.ts'

/** Extends every delay of signing in by an hour, so that a slow machine cannot outlast it. A login without a delay gets none. */
export const extendDelays = (database: Queryable) =>
  database.query("update sign_in_failures set retry_at = retry_at + interval '1 hour' where retry_at > last_at")
