/** The options of a dish: sizes, extras. */
import type { JSX } from 'preact'
import { t } from '../../../language/staff-language.ts'
import { type Fields, fieldsIn, inLanguage, listIn, moved, textIn } from '../values.ts'
import { type Bound, useFault } from './field.tsx'
import { MoveButtons } from './move.tsx'
import { Recipe } from './recipe.tsx'
import { TextFields } from './texts.tsx'
import { Amount, Count } from './values.tsx'

interface PartProps {
  field: string
  part: Fields
  change: (part: Fields) => void
}

const bind =
  ({ field, part, change }: PartProps) =>
  (name: string): Bound => ({
    field: `${field}.${name}`,
    value: part[name],
    set: (value) => change({ ...part, [name]: value }),
  })

const ChoiceFields = (props: PartProps) => {
  const to = bind(props)
  return (
    <>
      <TextFields label={t().editor.choiceName} {...to('name')} />
      <div class="beside">
        <Amount label={t().editor.priceMore} {...to('price')} />
        <Count label={t().editor.minutesMore} min={0} max={600} {...to('prepMinutes')} />
      </div>
      <details>
        <summary>{t().editor.recipeMore}</summary>
        <Recipe label={t().editor.recipe} {...to('recipe')} />
      </details>
    </>
  )
}

const OptionFields = (props: PartProps) => {
  const to = bind(props)
  return (
    <>
      <TextFields label={t().editor.optionName} {...to('name')} />
      <div class="beside">
        <Count label={t().editor.least} min={0} max={30} {...to('min')} />
        <Count label={t().editor.most} min={1} max={30} {...to('max')} />
      </div>
      <Parts
        {...to('choices')}
        noun="choice"
        title={t().editor.choices}
        add={t().editor.addChoice}
        most={30}
        blank={{ name: '', price: '0' }}
        fieldsOf={(part) => <ChoiceFields {...part} />}
      />
    </>
  )
}

interface PartsProps extends Bound {
  noun: 'option' | 'choice'
  title: string
  add: string
  most: number
  blank: Fields
  fieldsOf: (props: PartProps) => JSX.Element
}

/** A code that no part has: they keep theirs when they move. */
const freeCodeOf = (noun: string, parts: readonly Fields[]): string => {
  const taken = new Set(parts.map(({ code }) => code))
  let n = parts.length + 1
  while (taken.has(`${noun}-${n}`)) n += 1
  return `${noun}-${n}`
}

const Parts = ({ field, value, set, noun, title, add, most, blank, fieldsOf }: PartsProps) => {
  const parts = listIn(value).map(fieldsIn)
  const fault = useFault(field)
  return (
    <fieldset class="parts" data-of={noun}>
      <legend>{title}</legend>
      {parts.map((part, n) => {
        const name = inLanguage(part.name) || title
        return (
          <section key={textIn(part.code)} aria-label={name}>
            <header>
              <strong>{name}</strong>
              <MoveButtons name={name} at={n} count={parts.length} move={(to) => set(moved(parts, n, to))} />
              <button type="button" class="plain remove" aria-label={t().editor.removeOf(name)} onClick={() => set(parts.toSpliced(n, 1))}>
                ✕
              </button>
            </header>
            {fieldsOf({ field: `${field}[${n}]`, part, change: (changed) => set(parts.with(n, changed)) })}
          </section>
        )
      })}
      {fault && <small class="fault">{fault}</small>}
      {parts.length < most && (
        <button type="button" class="secondary outline small" onClick={() => set([...parts, { code: freeCodeOf(noun, parts), ...blank }])}>
          {add}
        </button>
      )}
    </fieldset>
  )
}

export const Options = (bound: Bound) => (
  <Parts
    {...bound}
    noun="option"
    title={t().editor.options}
    add={t().editor.addOption}
    most={30}
    blank={{ name: '', min: 0, max: 1, choices: [] }}
    fieldsOf={(part) => <OptionFields {...part} />}
  />
)
