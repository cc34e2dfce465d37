/** What is asked for: an order, an account or an event of its feed. */
import type { Actor, Explanation } from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'

export interface Step {
  status: NonNullable<Explanation['order']>['status']
  at: string
}

export interface FoundOrder extends NonNullable<Explanation['order']> {
  timeline: Step[]
  takenBy: (Step & { role: Actor; by?: string; node?: string })[] | null
}

export interface FoundAccount {
  account: Explanation['account']
  /** What the customer wants to be notified of. */
  preferences: Record<string, boolean>
}

const orderSql = (by: 'id' | 'number') => `
  select o.id, o.number, o.status, o.request_id as "requestId", rfc3339(o.placed_at) as "placedAt", o.account_id as "accountId", o.timeline, o.taken_by as "takenBy"
  from orders o where o.${by} = $1`

const accountSql = (by: 'id' | 'login') => `
  select json_build_object('id', a.id, 'login', a.login, 'role', a.role, 'locale', a.locale) as account, a.notification_preferences as preferences
  from accounts a where a.${by} = $1`

/** The statements of this folder, so that a test can look at their plans. */
export const subjectStatements = [orderSql('id'), orderSql('number'), accountSql('id'), accountSql('login')]

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const accountBy = async (database: Queryable, by: 'id' | 'login', value: string): Promise<FoundAccount | undefined> => {
  const [found] = await database.query<FoundAccount>(accountSql(by), [value])
  return found
}

/** An order by its number or its id, and its account. */
export const findOrder = async (
  database: Queryable,
  order: number | string,
): Promise<(FoundAccount & { order: FoundOrder }) | undefined> => {
  const by = typeof order === 'number' ? 'number' : 'id'
  const [row] = await database.query<FoundOrder & { accountId: string }>(orderSql(by), [order])
  if (!row) return undefined
  const { accountId, ...found } = row
  const account = await accountBy(database, 'id', accountId)
  return account && { ...account, order: found }
}

/** An account by its login or its id. */
export const findAccount = (database: Queryable, account: string): Promise<FoundAccount | undefined> =>
  isId(account) ? accountBy(database, 'id', account.toLowerCase()) : accountBy(database, 'login', account.toLowerCase())
