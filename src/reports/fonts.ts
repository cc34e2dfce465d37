import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as fontkit from 'fontkit'

const { resolve } = createRequire(import.meta.url)

/** Of the block Alphabetic Presentation Forms. */
const isLigature = (character: number) => character >= 0xfb00 && character <= 0xfb4f

/** A font that serves all documents of the thread: reading one takes ten times as long as making a receipt. */
const load = (name: string) => {
  const font = fontkit.create(readFileSync(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)))
  if (!('characterSet' in font)) throw new Error(`${name} is a collection of fonts`)
  // a glyph stands for what it was first asked for: the c that came to be as a part of č would stand for nothing when text is copied.
  // Ligatures stand for the letters that they were made of.
  for (const character of font.characterSet) if (!isLigature(character)) font.glyphForCodePoint(character)
  return font
}
// DejaVu has the letters of Latin, Cyrillic and Greek
export const fonts = { regular: load('DejaVuSans'), bold: load('DejaVuSans-Bold') }

const letters = new Set(fonts.regular.characterSet.map((character) => String.fromCodePoint(character)))

/** In one paragraph, with a square for what the font does not have, such as emoji. */
export const printable = (text: string): string =>
  Array.from(text.replace(/[\t\r\n ]+/g, ' '), (each) => (letters.has(each) ? each : '□')).join('')
