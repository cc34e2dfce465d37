/** The language in which a request wants to be answered. */
import type { IncomingHttpHeaders } from 'node:http'
import { type Language, languageOf, tagsOf, textsIn } from '../errors/languages.ts'
import { english } from '../errors/phrases.ts'

type Headers = Pick<IncomingHttpHeaders, 'accept-language'>

export const wantedLanguage = (headers: Headers): Language => languageOf(tagsOf((headers['accept-language'] ?? '').slice(0, 200))) ?? 'en'

/** The phrases of that language. */
export const phrasesFor = (headers: Headers) => textsIn(wantedLanguage(headers)) ?? english
