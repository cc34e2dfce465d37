import { isolate } from '../contract/isolate.ts'
import type { Block, Envelope, Letter } from './letter.ts'

const write = (block: Block): string => {
  switch (block.kind) {
    case 'text':
      return block.text
    case 'button':
      return `${block.label}:\n${block.url}`
    case 'facts':
      return block.facts.map(([label, text]) => `${label}: ${text}`).join('\n')
    case 'lines':
      return block.lines.flatMap(({ text, amount, notes = [] }) => [`${text}: ${amount}`, ...notes.map((note) => `  ${note}`)]).join('\n')
  }
}

/** The mail for readers who want no HTML. */
export const toText = ({ title, blocks, footer }: Letter, { shop, url }: Envelope): string =>
  `${[title, ...blocks.map(write), ['-- ', isolate(shop), url, '', ...footer].join('\n')].join('\n\n')}\n`
