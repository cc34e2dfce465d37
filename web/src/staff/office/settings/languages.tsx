/** The languages of the shop's texts, and the diets that its menu marks. */

import { o } from '../../../language/office.ts'
import { choices, language, t } from '../../../language/staff-language.ts'
import { type Bound, useFault } from '../fields/field.tsx'
import { MoveButtons } from '../fields/move.tsx'
import { listIn, moved, textIn } from '../values.ts'

const offered = 'ar bg ca cs da de el en es et fi fr he hr hu is it ja ko lt lv nl no pl pt pt-BR ro ru sk sl sq sr sv tr uk vi zh'.split(
  ' ',
)

const nameOf = (locale: string): string => new Intl.DisplayNames([language.value], { type: 'language' }).of(locale) ?? locale

export const Languages = ({ field, value, set }: Bound) => {
  const locales = listIn(value).map(textIn)
  const fault = useFault(field, { inside: true })
  const others = offered.filter((locale) => !locales.includes(locale)).sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
  return (
    <fieldset>
      <legend>{o().settings.languages}</legend>
      <ol class="in-order">
        {locales.map((locale, n) => (
          <li key={locale}>
            <span class="what">
              {nameOf(locale)}
              {n === 0 && <small> {o().settings.firstLanguage}</small>}
            </span>
            <MoveButtons name={nameOf(locale)} at={n} count={locales.length} move={(to) => set(moved(locales, n, to))} />
            <button
              type="button"
              class="plain remove"
              aria-label={t().editor.removeOf(nameOf(locale))}
              disabled={locales.length === 1}
              onClick={() => set(locales.toSpliced(n, 1))}
            >
              ✕
            </button>
          </li>
        ))}
      </ol>
      <select
        aria-label={o().settings.addLanguage}
        value=""
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') set([...locales, currentTarget.value])
          currentTarget.value = ''
        }}
      >
        <option value="">{o().settings.addLanguage}</option>
        {others.map((locale) => (
          <option key={locale} value={locale}>
            {nameOf(locale)}
          </option>
        ))}
      </select>
      {fault && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
    </fieldset>
  )
}

export const Diets = ({ value, set }: Bound) => {
  const marked = listIn(value)
  return (
    <fieldset class="chips">
      <legend>{o().settings.diets}</legend>
      {choices(t().diet).map(([diet, name]) => (
        <label key={diet} class="chip">
          <input
            type="checkbox"
            checked={marked.includes(diet)}
            onChange={({ currentTarget }) => set(currentTarget.checked ? [...marked, diet] : marked.filter((each) => each !== diet))}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
