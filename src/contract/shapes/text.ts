/** Texts that people write and other people read. */
import { z } from 'zod'

/**
 * Characters that show nothing, and those that turn the reading direction, which can make a text read as another one (Unicode Technical
 * Standard 39). Joiners and variation selectors stay: scripts, names and emoji need them.
 */
const invisible = /(?!\p{Join_Control}|\p{Variation_Selector})[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu

/** In these scripts a joiner or a selector changes nothing that can be seen, and makes two texts that look alike. */
const needless =
  /(?<=^|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\s])[\p{Join_Control}\p{Variation_Selector}]+|\p{Join_Control}+(?=$|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\s])/gu

/** More marks on one letter than any language has (Unicode Standard Annex 15): they take long to normalise and cover other lines. */
const tooManyMarks = /(?:\p{M}\p{Join_Control}*){31}/u

/** One form of each text: composed (NFC), without invisible characters. */
export const toPlain = (text: string): string => {
  const visible = text.replace(invisible, '').replace(needless, '')
  return tooManyMarks.test(visible) ? visible : visible.normalize('NFC')
}

const controlCharacters = /[\p{Cc}\p{Zl}\p{Zp}]/u
/** U+2800 is a braille cell without dots. */
const visibleCharacter = /[^\p{M}\p{Z}\p{Cf}\s\u2800]/u

/** What PostgreSQL can store and a log or a receipt can show: well-formed Unicode without control characters. */
const isPlain = (text: string) => text.isWellFormed() && !controlCharacters.test(text) && !tooManyMarks.test(text)
const plainOnly = {
  error: 'must not contain control characters, broken Unicode or more than 30 combining marks in a row',
  params: { rule: 'plain' },
}
const isVisible = (text: string) => text === '' || visibleCharacter.test(text)
const visibleOnly = { error: 'must contain a character that can be seen', params: { rule: 'visible' } }

const plain = () => z.string().overwrite(toPlain).trim()

/** Trimmed text of one line, possibly empty. */
export const text = (max: number) => plain().max(max).refine(isPlain, plainOnly).refine(isVisible, visibleOnly)

/** One line of text, not empty. */
export const line = (max: number) => plain().min(1).max(max).refine(isPlain, plainOnly).refine(isVisible, visibleOnly)

/** Text of several lines. Tabs and line breaks are the only control characters allowed. */
export const prose = (max: number) =>
  plain()
    .overwrite((several) => several.replace(/[\u2028\u2029]/g, '\n'))
    .max(max)
    .refine((several) => isPlain(several.replace(/[\t\r\n]/g, '')), plainOnly)
    .refine(isVisible, visibleOnly)

/** A text as the database has it, for the key of a page: the menu's own texts need not have the form of texts from clients. */
export const stored = (max: number) =>
  z
    .string()
    .max(max)
    .refine((kept) => kept.isWellFormed() && !kept.includes('\0'), 'must be text')
