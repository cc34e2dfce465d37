/** The form of one page of the settings. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren, TargetedSubmitEvent } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ShopEntry } from '#contract'
import { o } from '../../../language/office.ts'
import { t } from '../../../language/staff-language.ts'
import { Problem, useAction } from '../../../ui/action.tsx'
import { announce } from '../../../ui/announce.tsx'
import { draftOf, dropDraft, keepDraft } from '../drafts.ts'
import { faultTexts, problemOf } from '../faults.ts'
import { Faults } from '../fields/field.tsx'
import { shop } from '../shop.ts'
import type { Fields } from '../values.ts'
import type { Bind } from './bind.ts'
import { saveChanges, settingsNow } from './changes.ts'

interface Props {
  page: string
  title: string
  settings: ShopEntry
  children: (bind: Bind) => ComponentChildren
}

const useChanges = (page: string, settings: ShopEntry) => {
  const key = `shop/${page}`
  const kept = draftOf(key)
  const changes = useSignal<Fields>(kept?.entry ?? {})
  /** The settings that are being edited: those of when the first change was made. */
  const base = useSignal<ShopEntry>(kept?.of ?? settings)
  const isChanged = Object.keys(changes.value).length > 0
  if (!isChanged) base.value = settings
  const set = (changed: Fields, of = base.value) => {
    base.value = of
    changes.value = changed
    keepDraft(key, { entry: changed, of })
  }
  const drop = () => {
    changes.value = {}
    dropDraft(key)
  }
  return { base, changes, isChanged, set, drop }
}

export const SettingsForm = ({ page, title, settings, children }: Props) => {
  const { base, changes, isChanged, set, drop } = useChanges(page, settings)
  const faults = useSignal<ReadonlyMap<string, string>>(new Map())
  const contested = useSignal<ShopEntry | undefined>(undefined)
  const form = useRef<HTMLFormElement>(null)
  const { busy, problem, run } = useAction()
  const clear = () => {
    faults.value = new Map()
    contested.value = undefined
    problem.value = undefined
  }
  const save = async () => {
    try {
      const saved = await saveChanges(changes.value, base.value)
      if (shop.value) shop.value = { ...shop.value, settings: saved }
      drop()
      announce(o().settings.saved)
    } catch (error) {
      faults.value = faultTexts(error)
      contested.value = settingsNow(error)
      problem.value = problemOf(error)
    }
  }
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void run(async () => {
      clear()
      await save()
    })
  }
  const discard = () => {
    drop()
    clear()
  }
  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    wrong?.closest('details')?.setAttribute('open', '')
    wrong?.focus()
  }, [faults.value])
  const bind: Bind = (name) => ({
    field: `entry.${name}`,
    value: Object.hasOwn(changes.value, name) ? changes.value[name] : base.value.entry[name],
    set: (value) => set({ ...changes.value, [name]: value }),
  })
  const now = contested.value
  return (
    <Faults.Provider value={faults.value}>
      <form ref={form} class="entry settings" aria-label={title} noValidate onSubmit={submit}>
        <h2>{title}</h2>
        {children(bind)}
        <Problem>{problem.value}</Problem>
        {now && (
          <div class="choices">
            <button type="button" class="secondary outline small" onClick={discard}>
              {t().editor.takeTheirs}
            </button>
            <button
              type="button"
              class="secondary outline small"
              onClick={() => {
                set(changes.value, now)
                clear()
              }}
            >
              {t().editor.keepMine}
            </button>
          </div>
        )}
        <footer>
          <button type="submit" aria-busy={busy.value ? 'true' : undefined} disabled={busy.value || !isChanged}>
            {t().editor.save}
          </button>
          {isChanged && (
            <button type="button" class="secondary outline" onClick={discard}>
              {t().editor.discard}
            </button>
          )}
        </footer>
      </form>
    </Faults.Provider>
  )
}
