/** Ranks dishes by how well their texts fit a search, with typing errors allowed for. */
import MiniSearch, { type Query, type SearchResult } from 'minisearch'
import { remember } from '../contract/shapes/remember.ts'
import type { SoughtTexts } from './sought-texts.ts'
import { soughtWords, stemOf, synonymsOf, wordsOf } from './words.ts'

/** `pannacotta` for `panna cotta`: words that customers write as one. */
const joined = (name: string): string =>
  wordsOf(name)
    .flatMap((word, n, words) => (n === 0 ? [] : `${words[n - 1]}${word}`))
    .join(' ')

/** A match in the name counts most. */
const boost = { name: 8, category: 4, ingredients: 2, diets: 2, joined: 2, description: 1, choices: 1 }
const fields = Object.keys(boost)
/** What a dish is called, before what is in it. */
const titles = ['name', 'category']

/** Searches whose result is kept: the next page, and what many look for. */
const keptSearches = 200

/** A word of a search, as the words of the menu that it stands for. */
interface Meaning {
  /** Found as they are. */
  exact: readonly string[]
  query: Query
}

const swaps = (word: string): string[] =>
  Array.from({ length: word.length - 1 }, (_, n) => `${word.slice(0, n)}${word[n + 1]}${word[n]}${word.slice(n + 2)}`)

const splits = (word: string): [string, string][] =>
  Array.from({ length: Math.max(0, word.length - 5) }, (_, n) => [word.slice(0, n + 3), word.slice(n + 3)])

/** Typing errors that are allowed for, in the order in which they are tried. */
const errorsIn = ({ length }: string): number[] => [...(length > 5 ? [2] : []), ...(length > 9 ? [3] : [])]

export class SearchIndex {
  readonly #index: MiniSearch<SoughtTexts & { joined: string }>
  readonly #words: ReadonlySet<string>

  constructor(documents: readonly SoughtTexts[]) {
    this.#index = new MiniSearch<SoughtTexts & { joined: string }>({
      fields,
      tokenize: wordsOf,
      processTerm: (word) => word,
      searchOptions: { boost, tokenize: (word) => [word] },
    })
    this.#index.addAll(documents.map((document) => ({ ...document, joined: joined(document.name) })))
    this.#words = new Set(documents.flatMap(({ id: _, ...texts }) => wordsOf(Object.values(texts).join(' '))))
  }

  #has(query: Query): boolean {
    return this.#index.search(query).length > 0
  }

  #withErrors(word: string, errors: number): Meaning | undefined {
    const query = { queries: [word], fuzzy: errors }
    return this.#has(query) ? { exact: [], query } : undefined
  }

  #asWords(words: readonly string[]): Meaning | undefined {
    const known = words.filter((word) => this.#words.has(word))
    return known.length > 0 ? { exact: known, query: { queries: known, combineWith: 'OR' } } : undefined
  }

  /** The word in another form: `hubami` for `huby`. */
  #asStem(word: string): Meaning | undefined {
    const stem = stemOf(word)
    const query = { queries: [stem ?? ''], prefix: true }
    return stem !== undefined && this.#has(query) ? { exact: [], query } : undefined
  }

  #inParts(word: string): Meaning | undefined {
    const parts = word.length < 6 ? undefined : splits(word).find((two) => two.every((part) => this.#words.has(part)))
    return parts && { exact: [], query: { queries: [...parts], combineWith: 'AND' } }
  }

  /** Words of the menu that contain the word: `burger` in `cheeseburger`. */
  #inside(word: string): Meaning | undefined {
    const longer = word.length < 4 ? [] : [...this.#words].filter((known) => known.includes(word))
    return longer.length > 0 ? { exact: [], query: { queries: longer, combineWith: 'OR' } } : undefined
  }

  /** The word itself and words that begin with it; only if there are none, what the customer may have meant. */
  #meaningOf(word: string): Meaning | undefined {
    const synonyms = synonymsOf(word)
    const begins = { queries: [word], prefix: true }
    if (this.#has(begins)) {
      const other = this.#asWords(synonyms)?.query
      return { exact: [word], query: other ? { queries: [begins, other], combineWith: 'OR' } : begins }
    }
    const oneError = () => this.#asWords(swaps(word)) ?? (word.length > 3 ? this.#withErrors(word, 1) : undefined)
    const first = this.#asWords(synonyms) ?? this.#asStem(word) ?? oneError() ?? this.#inParts(word) ?? this.#inside(word)
    if (first) return first
    for (const errors of errorsIn(word)) {
      const meaning = this.#withErrors(word, errors)
      if (meaning) return meaning
    }
    return undefined
  }

  /** The dishes with all words; if there are none, those with some, without guesses at what the others mean. */
  #findAll(words: readonly string[], meanings: readonly Meaning[]): SearchResult[] {
    const queriesOf = (some: readonly Meaning[]) => some.map(({ query }) => query)
    const all = meanings.length === words.length ? this.#index.search({ queries: queriesOf(meanings), combineWith: 'AND' }) : []
    if (all.length > 0) return all
    const known = meanings.filter(({ exact }) => exact.some((word) => this.#words.has(word)))
    return known.length > 0 ? this.#index.search({ queries: queriesOf(known), combineWith: 'OR' }) : []
  }

  /** The ids of the dishes, the best first: all words before some, whole words before parts, names before ingredients. Empty for a text without words. */
  readonly rank = remember(keptSearches, (search: string): readonly string[] => {
    const words = soughtWords(search)
    const meanings = words.flatMap((word) => this.#meaningOf(word) ?? [])
    if (meanings.length === 0) return []
    const found = this.#findAll(words, meanings)
    const wholeIn = ({ match }: SearchResult, some: readonly string[]) =>
      meanings.filter(({ exact }) => exact.some((word) => Object.hasOwn(match, word) && match[word]?.some((field) => some.includes(field))))
        .length
    return found
      .map((result) => ({ result, whole: wholeIn(result, fields), titled: wholeIn(result, titles) }))
      .sort((a, b) => b.whole - a.whole || b.titled - a.titled || b.result.score - a.result.score)
      .map(({ result }) => String(result.id))
  })
}
