/** Prints a sheet of its own, and nothing else of the page. */
import { type JSX, render } from 'preact'

/** `roll`: the endless paper of a receipt printer, 80 mm wide. `a4`: a sheet. */
export type Paper = 'roll' | 'a4'

const pixelsPerMm = 96 / 25.4
/** Receipt printers cut a little below the last line. */
const tailMm = 6

/** A roll is as long as what is printed on it. */
const pageRule = (sheet: HTMLElement, paper: Paper): string => {
  if (paper === 'a4') return '@page { size: A4; margin: 15mm; }'
  const length = Math.ceil(sheet.getBoundingClientRect().height / pixelsPerMm) + tailMm
  return `@page { size: 80mm ${length}mm; margin: 0; }`
}

const lay = (what: JSX.Element, paper: Paper): (() => void) => {
  const sheet = Object.assign(document.createElement('div'), { className: 'sheet' })
  sheet.dataset.paper = paper
  sheet.setAttribute('aria-hidden', 'true')
  render(what, sheet)
  document.body.append(sheet)
  const rule = new CSSStyleSheet()
  rule.replaceSync(pageRule(sheet, paper))
  document.adoptedStyleSheets.push(rule)
  document.body.classList.add('prints-sheet')
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== rule)
    document.body.classList.remove('prints-sheet')
    render(null, sheet)
    sheet.remove()
  }
}

let clear = () => {}

export const print = (what: JSX.Element, paper: Paper): void => {
  clear()
  clear = lay(what, paper)
  addEventListener('afterprint', () => clear(), { once: true })
  window.print()
}

/** Prints this instead of the page when the browser is asked to print, as by Ctrl+P. Returns what stops it. */
export const printInstead = (what: () => JSX.Element, paper: Paper): (() => void) => {
  const layWhat = () => {
    // a button lays its own sheet
    if (document.body.classList.contains('prints-sheet')) return
    clear = lay(what(), paper)
    addEventListener('afterprint', () => clear(), { once: true })
  }
  addEventListener('beforeprint', layWhat)
  return () => removeEventListener('beforeprint', layWhat)
}
