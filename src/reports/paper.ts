/** A PDF document of A4 pages, written from top to bottom. */
import { buffer } from 'node:stream/consumers'
import PDFDocument from 'pdfkit'
import { fonts, printable } from './fonts.ts'

export interface Cell {
  text: string
  /** From the left margin, in points. */
  x: number
  width: number
  align?: 'right'
  bold?: boolean
}

const margin = 40
const sheet = { width: 595, height: 842 }
const footing = sheet.height - margin
const bottom = footing - 14

/** The width of a row, in points. */
export const rowWidth = sheet.width - 2 * margin

/** pdfkit accepts loaded fonts, but its types do not say so yet. */
interface TakesFonts {
  registerFont(name: string, font: unknown): unknown
}

export const createPaper = ({ title, locale }: { title: string; locale: string }) => {
  const doc = new PDFDocument({ size: 'A4', margin, bufferPages: true, font: '', lang: locale, info: { Title: title } })
  const content = buffer(doc)
  const takesFonts: TakesFonts = doc
  for (const [name, font] of Object.entries(fonts)) takesFonts.registerFont(name, font)

  const measure = (cells: readonly Cell[], size: number) => {
    doc.fontSize(size)
    const measured = cells.map((cell) => {
      const text = printable(cell.text)
      doc.font(cell.bold ? 'bold' : 'regular')
      const excess = cell.width - doc.widthOfString(text)
      const height = excess >= 0 ? doc.currentLineHeight(true) : doc.heightOfString(text, { width: cell.width })
      return { ...cell, text, height, excess }
    })
    return { measured, height: Math.max(...measured.map(({ height }) => height)) }
  }

  const write = ({ measured }: ReturnType<typeof measure>, top: number) => {
    for (const { text, x, width, align, bold, excess } of measured) {
      doc.font(bold ? 'bold' : 'regular')
      const left = margin + x + (align === 'right' && excess > 0 ? excess : 0)
      doc.text(text, left, top, excess >= 0 ? { lineBreak: false } : { width, align: align ?? 'left' })
    }
  }

  /** Starts a new page if less than `height` is left on this one. */
  const keep = (height: number) => {
    if (doc.y + height > bottom) doc.addPage()
  }

  /** Writes texts next to each other. A text that is too long for its width wraps. */
  const row = (cells: readonly Cell[], { size = 9, gap = 3 }: { size?: number; gap?: number } = {}) => {
    const measured = measure(cells, size)
    keep(measured.height)
    const top = doc.y
    write(measured, top)
    doc.y = top + measured.height + gap
  }

  /** Draws a line across the page. */
  const rule = () => {
    doc
      .moveTo(margin, doc.y)
      .lineTo(sheet.width - margin, doc.y)
      .lineWidth(0.5)
      .strokeColor('#999999')
      .stroke()
    doc.y += 5
  }

  const space = (height: number) => {
    doc.y += height
  }

  /** Writes the footer of every page and ends the document. */
  const finish = async (foot: (page: number, of: number) => [left: string, right: string]): Promise<Uint8Array> => {
    const { count } = doc.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      doc.switchToPage(page)
      // with a bottom margin, pdfkit would start a new page here
      doc.page.margins.bottom = 0
      const [left, right] = foot(page + 1, count)
      const rightWidth = 120
      const cells: Cell[] = [
        { text: left, x: 0, width: rowWidth - rightWidth },
        { text: right, x: rowWidth - rightWidth, width: rightWidth, align: 'right' },
      ]
      write(measure(cells, 7), footing)
    }
    doc.end()
    return content
  }

  return { row, rule, space, keep, finish }
}
export type Paper = ReturnType<typeof createPaper>
