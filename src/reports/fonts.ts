import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as fontkit from 'fontkit'

const { resolve } = createRequire(import.meta.url)

/** The ligatures of the Unicode block Alphabetic Presentation Forms. */
const isLigature = (character: number) => character >= 0xfb00 && character <= 0xfb4f

/** Loads a font once for all documents of the thread: loading takes ten times as long as creating a receipt. */
const load = (name: string) => {
  const font = fontkit.create(readFileSync(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)))
  if (!('characterSet' in font)) throw new Error(`${name} is a collection of fonts`)
  // The first request for a glyph decides which character it becomes when text is copied. Without this, the c inside č would become none.
  // Ligatures keep the letters they consist of.
  for (const character of font.characterSet) if (!isLigature(character)) font.glyphForCodePoint(character)
  return font
}
// DejaVu contains the Latin, Cyrillic and Greek letters
export const fonts = { regular: load('DejaVuSans'), bold: load('DejaVuSans-Bold') }

const letters = new Set(fonts.regular.characterSet.map((character) => String.fromCodePoint(character)))

/** Joins the text into one paragraph, with a square for each character that the font lacks, such as an emoji. */
export const printable = (text: string): string =>
  Array.from(text.replace(/[\t\r\n ]+/g, ' '), (each) => (letters.has(each) ? each : '□')).join('')
