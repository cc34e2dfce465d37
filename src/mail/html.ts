import { isolate } from '../contract/isolate.ts'
import type { Block, Envelope, Letter, Line } from './letter.ts'

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** Programs for mail read little CSS, and some only what stands at the element. */
const styles = {
  body: 'margin:0;padding:24px 12px;background:#fffaf4;color:#2c211b;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif',
  card: 'max-width:560px;margin:0 auto;padding:32px 28px;background:#ffffff;border:1px solid #eaded2;border-radius:20px',
  shop: 'margin:0 0 24px;font-weight:700;color:#b03a0c',
  title: 'margin:0 0 16px;font-size:24px;line-height:1.25',
  text: 'margin:0 0 16px',
  button:
    'display:inline-block;padding:12px 24px;border-radius:999px;background:#b03a0c;color:#ffffff;font-weight:700;text-decoration:none',
  address: 'margin:0 0 16px;font-size:13px;color:#6d5c50;overflow-wrap:anywhere',
  table: 'width:100%;margin:0 0 16px;border-collapse:collapse',
  cell: 'padding:6px 0;vertical-align:top;overflow-wrap:anywhere',
  amount: 'padding:6px 0 6px 16px;vertical-align:top;text-align:right;white-space:nowrap',
  note: 'display:block;font-size:13px;color:#6d5c50',
  footer: 'max-width:560px;margin:16px auto 0;padding:0 28px;font-size:13px;color:#6d5c50',
} as const

/** For programs that know the reader's choice. */
const dark = `@media (prefers-color-scheme:dark){
body{background:#1b1613!important;color:#f3e9e1!important}.card{background:#261f1b!important;border-color:#40362f!important}
.soft{color:#c3b2a6!important}.shop{color:#f6a27a!important}.button{background:#f6a27a!important;color:#2a1408!important}}`

const styled = (name: keyof typeof styles) => `style="${escapeHtml(styles[name])}"`

const line = ({ text, amount, notes = [], strong = false }: Line): string => {
  const shown = (content: string) => (strong ? `<strong>${escapeHtml(content)}</strong>` : escapeHtml(content))
  const small = notes.map((note) => `<span class="soft" ${styled('note')}>${escapeHtml(note)}</span>`).join('')
  return `<tr><td ${styled('cell')}>${shown(text)}${small}</td><td ${styled('amount')}>${shown(amount)}</td></tr>`
}

const write = (block: Block): string => {
  switch (block.kind) {
    case 'text':
      return `<p ${styled('text')}>${escapeHtml(block.text).replaceAll('\n', '<br>')}</p>`
    case 'button': {
      const href = escapeHtml(block.url)
      return `<p ${styled('text')}><a class="button" href="${href}" ${styled('button')}>${escapeHtml(block.label)}</a></p>
<p class="soft" ${styled('address')}>${href}</p>`
    }
    case 'facts': {
      const rows = block.facts.map(([label, text]) => `<strong>${escapeHtml(label)}</strong><br>${escapeHtml(text)}`)
      return rows.map((row) => `<p ${styled('text')}>${row}</p>`).join('\n')
    }
    case 'lines':
      return `<table role="presentation" ${styled('table')}>${block.lines.map(line).join('\n')}</table>`
  }
}

/** The mail as a page that loads nothing: no pictures, no fonts, no scripts. */
export const toHtml = ({ subject, title, blocks, footer }: Letter, { language, shop, url }: Envelope): string => `<!doctype html>
<html lang="${escapeHtml(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title><style>${dark}</style></head>
<body ${styled('body')}>
<div class="card" ${styled('card')}>
<p class="shop" ${styled('shop')}>${escapeHtml(String(isolate(shop)))}</p>
<h1 ${styled('title')}>${escapeHtml(title)}</h1>
${blocks.map(write).join('\n')}
</div>
<div class="soft" ${styled('footer')}>${footer.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n')}
<p><a class="soft" href="${escapeHtml(url)}" style="color:inherit">${escapeHtml(url)}</a></p></div>
</body></html>
`
