import { spawnSync } from 'node:child_process'

/** The text of each page, as poppler reads it, with each run of blanks as one space. */
export const pagesOf = (pdf: Uint8Array): string[] => {
  const { status, stdout, stderr } = spawnSync('pdftotext', ['-layout', '-enc', 'UTF-8', '-', '-'], { input: pdf, maxBuffer: 64 << 20 })
  if (status !== 0) throw new Error(`pdftotext: ${stderr.toString()}`)
  const pages = stdout.toString().split('\f')
  return pages.slice(0, -1).map((page) => page.replace(/[\s\u00a0\u202f]+/g, ' '))
}
