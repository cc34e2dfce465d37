/** What has been edited and not saved. It is kept while the manager looks at other pages of the board. */
import type { ShopEntry } from '#contract'
import type { Fields } from './values.ts'

interface Draft {
  entry: Fields
  /** The entry that was edited. Undefined: it is new. */
  of: ShopEntry | undefined
}

const drafts = new Map<string, Draft>()

export const draftOf = (key: string): Draft | undefined => drafts.get(key)

export const keepDraft = (key: string, draft: Draft): void => {
  drafts.set(key, draft)
}

export const dropDraft = (key: string): void => {
  drafts.delete(key)
}

addEventListener('beforeunload', (event) => {
  if (drafts.size > 0) event.preventDefault()
})
