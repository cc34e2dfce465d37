/** What a sentence of the verdict is made of, in the language of the reader. */
import type { Finding } from '#contract'
import { dateTime, list, t } from '../../../language/staff-language.ts'

export interface Told {
  when: string
  news: string
  /** Absent: not known. */
  device: string | undefined
  sockets: number
  isMissed: boolean
  nodes: number
  message: string
  outcome: string
  kinds: string
  call: string
  attempts: number
}

/** A word of the table, or the name itself. */
export const wordOf = (words: Readonly<Record<string, string>>, name: string): string => words[name] ?? name

export const newsOf = ({ event = '', status }: Pick<Finding, 'event' | 'status'>): string =>
  status === undefined ? wordOf(t().happened.news, event) : t().staff.column[status]

export const tell = (found: Finding): string => {
  const { happened } = t()
  return happened.verdict[found.finding]({
    when: found.at === undefined ? '' : dateTime(found.at),
    news: newsOf(found),
    device: found.device,
    sockets: found.sockets ?? 0,
    isMissed: found.isMissed ?? false,
    nodes: found.nodes?.length ?? 0,
    message: found.channel === undefined ? '' : happened.channel[found.channel],
    outcome: found.outcome === undefined ? '' : happened.outcome[found.outcome],
    kinds: list((found.kinds ?? []).map((kind) => wordOf(happened.kinds, kind))),
    call: found.call === undefined ? '' : happened.calls[found.call],
    attempts: found.attempts ?? 0,
  })
}
