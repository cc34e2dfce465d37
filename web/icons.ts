/** Draws the icons of the installed page from the favicon, so that there is one drawing. */
import { readFileSync } from 'node:fs'
import { Resvg } from '@resvg/resvg-js'
import type { Plugin } from 'vite'

const source = readFileSync(new URL('public/favicon.svg', import.meta.url), 'utf8')

/** To the edges, since the system cuts its own shape; the drawing stays in the middle four fifths, which every shape leaves. */
const filled = source
  .replace(/rx="15"/, '')
  .replace(/(<rect[^>]*>)(.*)<\/svg>/s, '$1<g transform="translate(9.6 9.6) scale(0.7)">$2</g></svg>')

/** The shape alone, the flame cut out: Android draws it in one colour beside the clock. */
const shapes = [...source.matchAll(/ d="([^"]+)"/g)].map(([, shape]) => shape).join(' ')
const badge = source.replace(/<rect.*<\/svg>/s, `<path fill="#fff" fill-rule="evenodd" d="${shapes}"/></svg>`)

const icons = [
  { fileName: 'icon-192.png', svg: source, width: 192 },
  { fileName: 'icon-512.png', svg: source, width: 512 },
  { fileName: 'icon-maskable-512.png', svg: filled, width: 512 },
  { fileName: 'apple-touch-icon.png', svg: filled, width: 180 },
  { fileName: 'badge-96.png', svg: badge, width: 96 },
]

export const drawIcons: Plugin = {
  name: 'draw-icons',
  generateBundle() {
    for (const { fileName, svg, width } of icons) {
      const png = new Resvg(svg, { fitTo: { mode: 'width', value: width } }).render().asPng()
      this.emitFile({ type: 'asset', fileName, source: png })
    }
  },
}
