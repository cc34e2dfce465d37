import type { Queryable } from './database.ts'
import type { Push } from './outbox.ts'

/** Calls a SQL function that returns a JSON object, and takes the pushes out of it: they are the outbox rows that it appended. */
export const callFunction = async <Result extends object>(
  query: Queryable['query'],
  name: string,
  args: readonly unknown[],
): Promise<{ result: Result; pushes: readonly Push[] }> => {
  const parameters = args.map((_, n) => `$${n + 1}`).join(', ')
  const [row] = await query<{ result: (Result & { pushes?: Push[] | null }) | null }>(`select ${name}(${parameters}) as result`, args)
  if (!row?.result) throw new Error(`${name} returned nothing`)
  const { result } = row
  const pushes = result.pushes ?? []
  delete result.pushes
  return { result, pushes }
}
