import { findPublicPasswords } from '../accounts/demo-accounts.ts'
import { createPasswordHasher } from '../accounts/passwords.ts'
import type { Config } from '../config.ts'
import type { Queryable } from '../database/database.ts'

/** In production, rejects if an account has a password that is public in the documents, and says what to do. */
export const refusePublicPasswords = async ({ NODE_ENV }: Pick<Config, 'NODE_ENV'>, database: Queryable): Promise<void> => {
  if (NODE_ENV !== 'production') return
  const logins = await findPublicPasswords(database, createPasswordHasher())
  if (logins.length === 0) return
  throw new Error(
    [
      `NODE_ENV=production refuses to start: these accounts have the public password of the demo: ${logins.join(', ')}`,
      'Give each of them another password, or disable it if it is a member of the staff:',
      ...logins.map((login) => `  npm run staff -- password --login ${login}`),
    ].join('\n'),
  )
}
