/**
 * Asks all nodes about an account, through PostgreSQL (src/database/notices.ts): that also reaches a node that Redis does not reach, and needs no
 * port and no secret. A node that does not answer in time is named.
 */
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { id } from '../../contract/index.ts'
import type { Database } from '../../database/database.ts'
import { isOutage } from '../../database/failures.ts'
import { type AccountOnNode, type NodeAnswer, type NodeState, nodeAnswer } from './on-node.ts'

export interface OnNodes {
  answers: NodeAnswer[]
  /** Nodes that are connected to the database and have not answered. */
  silent: string[]
}

const question = z.object({ question: id, accountId: id })
const answer = z.object({ answers: id, answer: nodeAnswer })

/** A little more than a node waits for its clients. */
const answerWithinMs = 800
/** PostgreSQL takes 8000. */
const maxNoticeBytes = 7900

const parsed = <Shape extends z.ZodType>(shape: Shape, text: string): z.output<Shape> | undefined => {
  try {
    return shape.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The nodes that have a session: each has one open while it looks for work, once a second. */
const connectedNodes = async (database: Pick<Database, 'query'>): Promise<string[]> => {
  const rows = await database.query<{ node: string }>(
    `select distinct substring(application_name from '^customerbackend ([0-9a-f-]{36})$') as node from pg_stat_activity
     where datname = current_database() and application_name ~ '^customerbackend [0-9a-f-]{36}$' order by 1`,
  )
  return rows.map(({ node }) => node)
}

type Noticing = Pick<Database, 'query' | 'notify' | 'onNotice'>

export const askNodes = async (database: Noticing, accountId: string): Promise<OnNodes> => {
  const asked = uuidv7()
  const answers = new Map<string, NodeAnswer>()
  let onAnswer = () => {}
  const stop = await database.onNotice((text) => {
    const heard = parsed(answer, text)
    if (heard?.answers !== asked) return
    answers.set(heard.answer.node, heard.answer)
    onAnswer()
  })
  try {
    const nodes = await connectedNodes(database)
    const silent = () => nodes.filter((node) => !answers.has(node))
    if (nodes.length === 0) return { answers: [], silent: [] }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, answerWithinMs)
      onAnswer = () => {
        if (silent().length > 0) return
        clearTimeout(timer)
        resolve()
      }
      database.notify(JSON.stringify({ question: asked, accountId })).catch((error: unknown) => {
        clearTimeout(timer)
        reject(error)
      })
    })
    return { answers: [...answers.values()].sort((one, other) => (one.node < other.node ? -1 : 1)), silent: silent() }
  } finally {
    stop()
  }
}

/** The oldest sends are left out until the answer fits. */
const fitting = (asked: string, whole: NodeAnswer): string => {
  for (let sends = whole.sends; ; sends = sends.slice(0, Math.floor(sends.length / 2))) {
    const text = JSON.stringify({ answers: asked, answer: { ...whole, sends } })
    if (sends.length === 0 || Buffer.byteLength(text) <= maxNoticeBytes) return text
  }
}

interface Answering {
  state: () => NodeState
  look: (accountId: string) => Promise<AccountOnNode>
  onError: (error: unknown) => void
}

/** Answers the questions of others. Returns how to stop. */
export const answerQuestions = (database: Noticing, { state, look, onError }: Answering): Promise<() => void> =>
  database.onNotice((text) => {
    const asked = parsed(question, text)
    if (!asked) return
    const reply = async () => database.notify(fitting(asked.question, { ...state(), ...(await look(asked.accountId)) }))
    reply().catch((error: unknown) => {
      if (!isOutage(error)) onError(error)
    })
  })
