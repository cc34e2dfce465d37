import { spawnSync } from 'node:child_process'
import { ensureProgram } from './install.ts'

const mmPerPoint = 25.4 / 72

/** Width and height of each page, in whole millimetres. */
export const sizesOf = (pdf: Uint8Array): [width: number, height: number][] =>
  [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g),
  ].map(([, width, height]) => [Math.round(Number(width) * mmPerPoint), Math.round(Number(height) * mmPerPoint)])

/** The text of each page, as poppler reads it, with each run of blanks as one space. */
export const pagesOf = (pdf: Uint8Array): string[] => {
  ensureProgram('pdftotext')
  const { status, stdout, stderr } = spawnSync('pdftotext', ['-layout', '-enc', 'UTF-8', '-', '-'], { input: pdf, maxBuffer: 64 << 20 })
  if (status !== 0) throw new Error(`pdftotext: ${stderr.toString()}`)
  const pages = stdout.toString().split('\f')
  return pages.slice(0, -1).map((page) => page.replace(/[\s\u00a0\u202f]+/g, ' '))
}
