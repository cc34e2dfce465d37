/** The form of one entry: what all of them have. */
import { useSignal } from '@preact/signals'
import { type ComponentChildren, Fragment, type TargetedSubmitEvent } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { RequestError } from '#client'
import type { ShopEntry } from '#contract'
import { t } from '../../language/staff-language.ts'
import { Problem, useAction } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { go } from '../../ui/route.ts'
import { draftOf, dropDraft, keepDraft } from './drafts.ts'
import { faultTexts, problemOf } from './faults.ts'
import { type Bound, Faults } from './fields/field.tsx'
import { uploading } from './picture-field.tsx'
import { requests } from './requests.ts'
import { RetireButton } from './retire.tsx'
import { entriesOf, type ListName, loadShop } from './shop.ts'
import { type Fields, fieldsIn, freeCode, inLanguage, textIn } from './values.ts'

export type Bind = (name: string) => Bound

interface Props {
  list: ListName
  /** Undefined: it is new. */
  of: ShopEntry | undefined
  blank: Fields
  children: (bind: Bind, entry: Fields, change: (changed: Fields) => void) => ComponentChildren
}

/** The entry as another manager has left it; `etag` is undefined if they retired it. */
const currentOf = (error: unknown): { etag: string | undefined; entry: Fields } | undefined => {
  if (!(error instanceof RequestError) || error.failure.reason !== 'entry_changed') return undefined
  const { current } = fieldsIn(error.failure.details)
  const { etag, entry } = fieldsIn(current)
  return { etag: typeof etag === 'string' ? etag : undefined, entry: fieldsIn(entry) }
}

const Conflict = ({ theirs, mine }: { theirs: (() => void) | undefined; mine: () => void }) => (
  <div class="choices">
    {theirs && (
      <button type="button" class="secondary outline small" onClick={theirs}>
        {t().editor.takeTheirs}
      </button>
    )}
    <button type="button" class="secondary outline small" onClick={mine}>
      {t().editor.keepMine}
    </button>
  </div>
)

const useDraft = (list: ListName, of: ShopEntry | undefined, blank: Fields) => {
  const key = `${list}/${of ? textIn(of.entry.code) : '+'}`
  const kept = draftOf(key)
  const entry = useSignal<Fields>(kept?.entry ?? of?.entry ?? blank)
  const base = useSignal<ShopEntry | undefined>(kept ? kept.of : of)
  const isChanged = useSignal(kept !== undefined)
  const set = (changed: Fields) => {
    entry.value = changed
    isChanged.value = true
    keepDraft(key, { entry: changed, of: base.value })
  }
  const drop = () => {
    isChanged.value = false
    dropDraft(key)
  }
  // an entry that was changed elsewhere is shown as it is now, unless it is being edited here
  useEffect(() => {
    if (isChanged.value) return
    base.value = of
    entry.value = of?.entry ?? blank
  }, [of?.etag])
  return { entry, base, isChanged, set, drop }
}

export const EntryForm = ({ list, of, blank, children }: Props) => {
  const { entry, base, isChanged, set, drop } = useDraft(list, of, blank)
  const faults = useSignal<ReadonlyMap<string, string>>(new Map())
  const conflict = useSignal<ReturnType<typeof currentOf>>(undefined)
  const form = useRef<HTMLFormElement>(null)
  const place = useRef(location.hash)
  const { busy, problem, run } = useAction()
  const leave = () => {
    drop()
    // the manager may have gone elsewhere while it was saved
    if (location.hash === place.current) go(`menu/${list}`)
  }
  const refuse = (error: unknown) => {
    faults.value = faultTexts(error)
    conflict.value = currentOf(error)
    problem.value = problemOf(error)
  }
  const save = async () => {
    const { etag } = base.value ?? {}
    const name = textIn(entry.value.promotionCode) || inLanguage(entry.value.name)
    const saved: Fields = { ...(etag === undefined && { code: freeCode(name, entriesOf(list), list) }), ...entry.value }
    try {
      await requests[list].save({ entry: saved, ...(etag !== undefined && { etag }) })
    } catch (error) {
      refuse(error)
      return
    }
    await loadShop()
    announce(t().editor.saved(inLanguage(saved.name)))
    leave()
  }
  const rebase = (etag: string | undefined, changed: Fields) => {
    base.value = etag === undefined ? undefined : { etag, entry: changed }
    set(changed)
    conflict.value = undefined
    problem.value = undefined
  }
  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], .fault')
    wrong?.closest('details')?.setAttribute('open', '')
    wrong?.focus()
    // what has no field here
    if (!wrong && faults.value.size > 0) problem.value = [...faults.value].map((each) => each.join(': ')).join(' ')
  }, [faults.value])
  const bind: Bind = (name) => ({
    field: `entry.${name}`,
    value: entry.value[name],
    set: (value) => set({ ...entry.value, [name]: value }),
  })
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void run(async () => {
      faults.value = new Map()
      conflict.value = undefined
      await save()
    })
  }
  const current = conflict.value
  return (
    <Faults.Provider value={faults.value}>
      <form ref={form} class="entry" noValidate onSubmit={submit}>
        <Fragment key={base.value?.etag}>{children(bind, entry.value, (changed) => set({ ...entry.value, ...changed }))}</Fragment>
        <Problem>{problem.value}</Problem>
        {current && (
          <Conflict
            theirs={current.etag === undefined ? undefined : () => rebase(current.etag, current.entry)}
            mine={() => rebase(current.etag, entry.value)}
          />
        )}
        <footer>
          <button type="submit" aria-busy={busy.value ? 'true' : undefined} disabled={busy.value || uploading.value > 0}>
            {t().editor.save}
          </button>
          <button type="button" class="secondary outline" onClick={leave}>
            {isChanged.value ? t().editor.discard : t().editor.back}
          </button>
          {of && <RetireButton list={list} of={of} onRetired={leave} />}
        </footer>
      </form>
    </Faults.Provider>
  )
}
