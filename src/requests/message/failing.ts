import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

const pageKey = z.tuple([contract.id])

const sql = `
  select json_strip_nulls(json_build_object('id', m.id, 'channel', m.channel, 'template', m.template, 'address', case when m.channel = 'email' then m.address end,
      'error', m.error, 'attempts', m.attempts, 'outcome', m.outcome, 'at', rfc3339(m.created_at), 'nextAt', case when m.outcome is null then rfc3339(m.due_at) end)) as item,
    json_build_array(m.id) as key
  from messages m where m.error is not null and ($1::uuid is null or m.id < $1) order by m.id desc`

export const messageFailing = forCaller(contract.messageFailing, async ({ input: { limit, cursor }, database }) => {
  const bind = cursor === undefined ? [null] : decodeCursor(cursor, pageKey)
  const { items, next } = await readPage<contract.TroubledMessage>(database, { sql, bind, limit })
  return { messages: items, ...next }
})
