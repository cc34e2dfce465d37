/** Text for a terminal. */
import { stripVTControlCharacters } from 'node:util'

export const columns = 80

/** What a service or a customer wrote must not steer the terminal. */
const printable = (text: string) => stripVTControlCharacters(text).replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, ' ')

/** Breaks a text into lines; the second and further ones are indented by `hang`. A word that is too long is broken too. */
export const wrap = (text: string, hang = ''): string[] => {
  const clean = printable(text)
  const indent = /^ */.exec(clean)?.[0] ?? ''
  const lines: string[] = []
  let line = indent
  for (let [word, ...rest] = clean.trim().split(/ (?! )/); word !== undefined; [word, ...rest] = rest) {
    const begins = line.trim() === ''
    if (line.length + word.length + (begins ? 0 : 1) <= columns) {
      line += begins ? word : ` ${word}`
      continue
    }
    if (!begins) {
      lines.push(line)
      line = hang
      rest.unshift(word)
      continue
    }
    const room = columns - line.length
    lines.push(line + word.slice(0, room))
    line = hang
    rest.unshift(word.slice(room))
  }
  return [...lines, line]
}
