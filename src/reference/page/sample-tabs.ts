import { type Html, html } from '../html.ts'
import { block } from './markup.ts'
import { type Language, languages, type Samples } from './samples.ts'

const known = (value: string): value is Language => Object.hasOwn(languages, value)
const ids = Object.keys(languages).filter(known)

/** The same example in each language. The page's script adds the buttons that choose one; without it, all are shown. */
export const sampleTabs = (samples: Samples): Html => html`
<div class="samples">${ids.map((id) => html`<figure data-language="${id}"><figcaption>${languages[id]}</figcaption>${block(samples[id])}</figure>`)}</div>`
