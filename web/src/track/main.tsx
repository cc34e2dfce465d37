import { render } from 'preact'
import { startLanguage } from '../language/language.ts'
import { speakOnPages } from '../language/page-language.ts'
import { preferredLocale } from '../language/texts.ts'
import { App } from './app.tsx'
import { follow } from './state.ts'

startLanguage(await speakOnPages(preferredLocale()), speakOnPages)
follow(location.pathname.split('/').at(-1) ?? '')
const place = document.querySelector('#app')
if (place) render(<App />, place)
