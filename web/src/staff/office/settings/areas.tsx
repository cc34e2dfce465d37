/** The areas in which the shop delivers: a list, and a map to draw them on. */
import { useSignal } from '@preact/signals'
import { o } from '../../../language/office.ts'
import { t } from '../../../language/staff-language.ts'
import { type Bound, useFault } from '../fields/field.tsx'
import { MoveButtons } from '../fields/move.tsx'
import { TextFields } from '../fields/texts.tsx'
import { Amount, Count } from '../fields/values.tsx'
import { currency, priceOf } from '../shop.ts'
import { type Fields, fieldsIn, inLanguage, listIn, moved, textIn } from '../values.ts'
import { AreaMap } from './area-map.tsx'
import { inside } from './bind.ts'
import { CornerText } from './corner-text.tsx'

const AreaFields = (bound: Bound) => {
  const area = inside(bound)
  const isPolygon = fieldsIn(bound.value).polygon !== undefined
  return (
    <>
      <TextFields label={o().settings.areaName} {...area('name')} />
      <div class="beside">
        {!isPolygon && <Count label={o().settings.radius} min={0} max={1000} {...area('radius')} />}
        <Amount label={o().settings.fee(currency())} {...area('fee')} />
        <Amount label={o().settings.feePerKm(currency())} {...area('feePerKm')} />
        <Amount label={o().settings.minimum(currency())} {...area('minimum')} />
        <Amount label={o().settings.freeFrom(currency())} {...area('freeFrom')} />
        <Count label={o().settings.extraMinutes} min={0} max={600} {...area('extraMinutes')} />
      </div>
      {isPolygon && <CornerText {...area('polygon')} />}
    </>
  )
}

const summaryOf = ({ fee, minimum }: Fields): string =>
  o().settings.areaSums(priceOf(fee), Number(minimum) > 0 ? priceOf(minimum) : undefined)

const freeCode = (areas: readonly Fields[]): string => {
  const taken = new Set(areas.map(({ code }) => code))
  let n = areas.length + 1
  while (taken.has(`area-${n}`)) n += 1
  return `area-${n}`
}

interface Props extends Bound {
  /** The settings of the shop's place. */
  place: unknown
}

export const Areas = ({ place, ...bound }: Props) => {
  const { field, value, set } = bound
  const open = useSignal<string | undefined>(undefined)
  const areas = listIn(value).map(fieldsIn)
  const fault = useFault(field)
  const add = (extent: Fields) => {
    const code = freeCode(areas)
    set([...areas, { code, name: o().settings.newArea(areas.length + 1), fee: '0', ...extent }])
    open.value = code
  }
  const edited = areas.findIndex(({ code }) => code === open.value)
  return (
    <fieldset class="areas">
      <legend>{o().settings.areas}</legend>
      <p class="hint">{o().settings.areasHint}</p>
      <AreaMap
        place={place}
        areas={areas}
        edited={edited}
        setCorners={(polygon) => set(areas.with(edited, { ...areas[edited], polygon }))}
      />
      {areas.map((area, n) => {
        const name = inLanguage(area.name) || o().settings.newArea(n + 1)
        const part = { field: `${field}[${n}]`, value: area, set: (changed: unknown) => set(areas.with(n, fieldsIn(changed))) }
        return (
          <details
            key={textIn(area.code)}
            open={area.code === open.value}
            onToggle={({ currentTarget }) => {
              if (currentTarget.open) open.value = textIn(area.code)
              else if (open.value === area.code) open.value = undefined
            }}
          >
            <summary>
              <strong>{name}</strong> <small>{summaryOf(area)}</small>
            </summary>
            <AreaFields {...part} />
            <div class="row">
              <MoveButtons name={name} at={n} count={areas.length} move={(to) => set(moved(areas, n, to))} />
              <button type="button" class="secondary outline small" onClick={() => set(areas.toSpliced(n, 1))}>
                {t().editor.removeOf(name)}
              </button>
            </div>
          </details>
        )
      })}
      <div class="choices">
        <button type="button" class="secondary outline small" onClick={() => add({ radius: 3 })}>
          {o().settings.addCircle}
        </button>
        <button type="button" class="secondary outline small" onClick={() => add({ polygon: [] })}>
          {o().settings.addPolygon}
        </button>
      </div>
      {fault && (
        <small class="fault" role="alert">
          {fault}
        </small>
      )}
    </fieldset>
  )
}
