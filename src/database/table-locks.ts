/**
 * Which locks a file of `sql/tables` takes, and what in it would stop a shop: found in its text, which keeps to a small part of SQL. Statements
 * inside `do` blocks and functions are not read.
 */

/** Tables that grow with customers and orders: on these, no statement of a migration may read or write all rows. */
const growing = new Set(
  `accounts sessions feed_heads feed_events outbox answers orders order_items payments payers provider_calls refunds collections ledger ledger_entries
   adjustments amendments ratings favorites notifications messages push_subscriptions customer_tastes stock_movements stock reservations audit
   order_links card_customers redemptions assignments courier_positions sign_in_failures account_tokens disputes`.split(/\s+/),
)

export interface Lock {
  table: string
  /** As PostgreSQL calls it. */
  mode: 'access exclusive' | 'share' | 'share row exclusive' | 'share update exclusive' | 'row exclusive'
  /** The work that it is held for, if that grows with the table. */
  whole?: 'rewrites the table' | 'reads the table' | 'builds an index' | 'changes rows'
  /** How to write it instead, on a table that grows. */
  instead?: string
}

/** The statements, without comments, bodies of functions and `do` blocks, in one line each. */
const statementsOf = (sql: string): string[] =>
  sql
    .replace(/--.*$/gm, '')
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim().toLowerCase())
    .filter((statement) => statement !== '')

/** Commas that are not in brackets. */
const partsOf = (list: string): string[] => {
  let [depth, part]: [number, string] = [0, '']
  const parts: string[] = []
  for (const character of list) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0
    if (character === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else part += character
  }
  return [...parts, part.trim()]
}

const notValid = 'add the constraint not valid, and validate it in the next file'
const volatile = /\b(default (?!.*\b(?:now\(\)|current_timestamp)).*\w\(|generated (?:always|by default) as)/

const columnLock = (table: string, action: string): Lock => {
  const lock = { table, mode: 'access exclusive' } as const
  if (volatile.test(action))
    return { ...lock, whole: 'rewrites the table', instead: 'add the column without its default, and fill it in batches' }
  if (/\b(check ?\(|references |unique|primary key|not null(?!.*default))/.test(action))
    return { ...lock, whole: 'reads the table', instead: `add the column alone; ${notValid}` }
  return lock
}

const actionLock = (table: string, action: string): Lock => {
  const lock = { table, mode: 'access exclusive' } as const
  if (/^validate constraint/.test(action)) return { table, mode: 'share update exclusive', whole: 'reads the table' }
  if (/^(set|reset) ?\(/.test(action)) return { table, mode: 'share update exclusive' }
  if (/^(alter|alter column) \w+ (set data )?type\b/.test(action))
    return { ...lock, whole: 'rewrites the table', instead: 'add a column of the new type, and fill it in batches' }
  if (/^alter( column)? \w+ set not null/.test(action))
    return {
      ...lock,
      whole: 'reads the table',
      instead: 'add a check constraint not valid, validate it in the next file, and set not null in the one after',
    }
  if (/^add (constraint|check|foreign|unique|primary)/.test(action)) {
    const isPrompt = /not valid$|using index/.test(action)
    return isPrompt ? lock : { ...lock, whole: 'reads the table', instead: notValid }
  }
  return /^add /.test(action) ? columnLock(table, action) : lock
}

/** Of references in a new table: what it refers to is locked against writes for a moment. */
const referredBy = (statement: string): Lock[] =>
  [...statement.matchAll(/\breferences (\w+)/g)].map(([, table = '']) => ({ table, mode: 'share row exclusive' }))

const locksOfStatement = (statement: string): Lock[] => {
  const alter = /^alter table (?:if exists )?(?:only )?([\w.]+) (.+)$/.exec(statement)
  if (alter?.[1] && alter[2]) {
    const [table, actions] = [alter[1], partsOf(alter[2])]
    return [...actions.map((action) => actionLock(table, action)), ...referredBy(statement)]
  }
  if (/^create (unlogged )?table/.test(statement)) return referredBy(statement)
  const index = /^create (?:unique )?index (concurrently )?(?:if not exists )?\w+ on (?:only )?([\w.]+)/.exec(statement)
  if (index?.[2])
    return index[1]
      ? [{ table: index[2], mode: 'share update exclusive', whole: 'builds an index' }]
      : [{ table: index[2], mode: 'share', whole: 'builds an index', instead: 'create the index concurrently, in a file of its own' }]
  const trigger = /^create (?:or replace )?(?:constraint )?trigger .+? on ([\w.]+)/.exec(statement)
  if (trigger?.[1]) return [{ table: trigger[1], mode: 'share row exclusive' }]
  const change = /^(?:update|delete from) (?:only )?([\w.]+)/.exec(statement) ?? /^with .+ (?:update|delete from) ([\w.]+)/.exec(statement)
  if (change?.[1])
    return [
      { table: change[1], mode: 'row exclusive', whole: 'changes rows', instead: 'let a job of the gateway change the rows in batches' },
    ]
  const dropped = /^(?:drop table|truncate|lock table|cluster|vacuum full)(?: if exists)? ([\w.]+)/.exec(statement)
  if (dropped?.[1]) return [{ table: dropped[1], mode: 'access exclusive' }]
  return []
}

/** The tables that the file itself creates: no other transaction waits for those. */
const createdBy = (statements: readonly string[]) =>
  new Set(statements.flatMap((statement) => /^create (?:unlogged )?table (?:if not exists )?([\w.]+)/.exec(statement)?.[1] ?? []))

/** The locks on tables that exist before the file runs, in the order of its statements. */
export const locksOf = (sql: string): Lock[] => {
  const statements = statementsOf(sql)
  const created = createdBy(statements)
  return statements.flatMap(locksOfStatement).filter(({ table }) => !created.has(table))
}

/** The index that the file builds concurrently, which it does outside of a transaction. */
export const concurrentIndex = (sql: string): string | undefined =>
  statementsOf(sql)
    .map((statement) => /^create (?:unique )?index concurrently if not exists (\w+)/.exec(statement)?.[1])
    .find((name) => name !== undefined)

/** What in a file of a released shop would stop the placing of orders, or keep it from being applied, one line each. */
export const faultsOf = (sql: string): string[] => {
  const [statements, locks] = [statementsOf(sql), locksOf(sql)]
  const onGrowing = locks.filter(({ table }) => growing.has(table))
  const strict = new Set(onGrowing.filter(({ mode }) => mode === 'access exclusive').map(({ table }) => table))
  const isConcurrent = statements.some((statement) => /index concurrently/.test(statement))
  return [
    ...onGrowing.flatMap(({ table, whole, instead }) =>
      whole && instead ? [`${table}: ${whole}, so orders wait. Instead, ${instead}`] : [],
    ),
    ...(strict.size > 1
      ? [`${[...strict].join(', ')}: one file locks several large tables, and a wait for the second blocks the first`]
      : []),
    ...(locks.some(({ mode, whole }) => mode === 'share update exclusive' && whole === 'reads the table') && strict.size > 0
      ? ['a constraint is validated while the file holds a lock: validate it in a file of its own']
      : []),
    ...(isConcurrent && (statements.length > 1 || concurrentIndex(sql) === undefined)
      ? ['a file that builds an index concurrently has this one statement: create index concurrently if not exists …']
      : []),
  ]
}
