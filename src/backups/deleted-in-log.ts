/** The accounts that the logs of gateways say were deleted. The log has ids and no names, and it outlives the database. */
import { open } from 'node:fs/promises'
import { z } from 'zod'
import { cannotRead } from './cannot-read.ts'

const deletion = z.object({ msg: z.literal('request'), event: z.literal('account:delete'), code: z.literal('ok'), accountId: z.uuid() })

const read = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    // the line of another program, or the end of one
    return undefined
  }
}

/** Lines that are no JSON are skipped, such as `listening on …`. */
export const deletedInLog = async (path: string): Promise<string[]> => {
  const deleted: string[] = []
  const file = await open(path).catch(cannotRead(path))
  for await (const line of file.readLines()) {
    // a log has millions of other lines
    const parsed = line.includes('account:delete') ? deletion.safeParse(read(line.slice(line.indexOf('{')))) : undefined
    if (parsed?.success) deleted.push(parsed.data.accountId)
  }
  return deleted
}
