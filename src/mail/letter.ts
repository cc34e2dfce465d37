/** What a mail says, from which its text and its HTML are written. */

export type Block =
  | { kind: 'text'; text: string }
  /** What the reader can do: the one link of the mail. */
  | { kind: 'button'; label: string; url: string }
  /** Lines of a receipt: what, and how much; `notes` stand below in small letters. */
  | { kind: 'lines'; lines: readonly Line[] }
  | { kind: 'facts'; facts: readonly (readonly [label: string, text: string])[] }

export interface Line {
  text: string
  amount: string
  notes?: readonly string[]
  strong?: boolean
}

export interface Letter {
  subject: string
  title: string
  blocks: readonly Block[]
  /** Why the reader gets this mail. */
  footer: readonly string[]
}

/** Around the letter. */
export interface Envelope {
  /** The language of the texts. */
  language: string
  shop: string
  /** The page of the shop. */
  url: string
}
