import type { Signal } from '@preact/signals'
import { choices, t } from '../../language/language.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { clearFilters, diets, filters, shownCount, without } from '../state/menu.ts'
import { menuWords } from './menu-words.ts'

interface Props<Key extends string> {
  legend: string
  texts: Readonly<Record<Key, string>>
  chosen: Signal<readonly Key[]>
}

const Choices = <Key extends string>({ legend, texts, chosen }: Props<Key>) => {
  const toggle = (key: Key) => {
    chosen.value = chosen.value.includes(key) ? chosen.value.filter((other) => other !== key) : [...chosen.value, key]
  }
  return (
    <fieldset class="chips">
      <legend>{legend}</legend>
      {choices(texts).map(([key, name]) => (
        <label key={key} class="chip">
          <input type="checkbox" checked={chosen.value.includes(key)} onChange={() => toggle(key)} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

/** Each choice takes effect at once; the button says what it leaves. */
export const FilterDialog = ({ close }: { close: () => void }) => (
  <Dialog title={t().menu.filters} close={close}>
    <Choices legend={t().menu.diets} texts={t().diet} chosen={diets} />
    <Choices legend={t().menu.without} texts={t().allergen} chosen={without} />
    <footer class="row">
      <button type="button" class="secondary outline" disabled={filters.value === 0} onClick={clearFilters}>
        {t().menu.clear}
      </button>
      <button type="button" onClick={close}>
        {t().menu.show(menuWords().found(shownCount.value))}
      </button>
    </footer>
  </Dialog>
)
