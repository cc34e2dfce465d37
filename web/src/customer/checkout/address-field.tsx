/**
 * The field of an address. Where there is an address search it suggests places: a combobox of WAI-ARIA. It searches when it is told to,
 * and not with every letter, because the rules of OpenStreetMap's service forbid that.
 */
import { useSignal } from '@preact/signals'
import type { TargetedKeyboardEvent } from 'preact'
import { useId, useRef } from 'preact/hooks'
import type { RequestData } from '#contract'
import { t } from '../../language/page-language.ts'
import { Problem, useAction } from '../../ui/action.tsx'
import { limits } from '../../ui/limits.ts'
import { customer } from '../state/session.ts'
import { shop } from '../state/shop.ts'

export type Place = RequestData<'/', 'address:search'>['places'][number]

/** The service takes no longer text. */
const longestSearch = 200

const useSearch = (text: string) => {
  const places = useSignal<readonly Place[] | undefined>(undefined)
  /** The position of the place that Enter chooses. */
  const active = useSignal(-1)
  const { busy, problem, run } = useAction()
  const close = () => {
    places.value = undefined
    active.value = -1
  }
  const search = () => {
    const sought = text.trim().slice(0, longestSearch)
    if (sought === '') return
    void run(async () => {
      const found = (await customer().request('address:search', { text: sought })).places
      places.value = found
      active.value = found.length > 0 ? 0 : -1
    })
  }
  const move = (by: number) => {
    const { length } = places.value ?? []
    if (length > 0) active.value = (active.value + by + length) % length
  }
  return { places, active, busy, problem, close, search, move }
}

interface Props {
  label: string
  hint?: string
  name: string
  required?: boolean
  value: string
  type: (text: string) => void
  choose: (place: Place) => void
}

export const AddressField = ({ label, hint, name, required, value, type, choose }: Props) => {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { places, active, busy, problem, close, search, move } = useSearch(value)
  const isOffered = shop.value?.addressSearch === true
  const found = places.value ?? []
  const take = (place: Place | undefined) => {
    if (place) choose(place)
    close()
  }
  const searchByButton = () => {
    // the arrow keys move through what is found
    input.current?.focus()
    search()
  }
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    const { key } = event
    // the Enter that ends a word of Japanese or Chinese is not ours
    if (!isOffered || event.isComposing) return
    if (key === 'Enter') found.length > 0 ? take(found[active.value]) : search()
    else if (key === 'ArrowDown' && places.value === undefined) search()
    else if (key === 'ArrowDown' || key === 'ArrowUp') move(key === 'ArrowDown' ? 1 : -1)
    else if (key === 'Escape' && places.value) close()
    else return
    event.preventDefault()
  }
  const combobox = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': found.length > 0,
    'aria-controls': `${id}-places`,
    'aria-activedescendant': found[active.value] && `${id}-${active.value}`,
    autocomplete: 'off',
  } as const
  return (
    <div class="address-field">
      <label htmlFor={id}>{label}</label>
      <input
        {...(isOffered ? combobox : { autocomplete: 'street-address' })}
        ref={input}
        id={id}
        name={name}
        required={required}
        maxLength={limits.address}
        enterkeyhint={isOffered ? 'search' : undefined}
        aria-describedby={hint && `${id}-hint`}
        value={value}
        onInput={({ currentTarget }) => {
          close()
          type(currentTarget.value)
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {isOffered && (
        <>
          <div class="places" id={`${id}-places`} role="listbox" aria-label={label} hidden={found.length === 0}>
            {found.map((place, n) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
              <div
                key={n}
                id={`${id}-${n}`}
                role="option"
                tabIndex={-1}
                aria-selected={n === active.value}
                // the field keeps the focus
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(place)}
              >
                <bdi>{place.address}</bdi>
              </div>
            ))}
          </div>
          <div class="choices">
            <button
              type="button"
              class="secondary outline small"
              aria-busy={busy.value ? 'true' : undefined}
              disabled={busy.value}
              onClick={searchByButton}
            >
              {t().where.find}
            </button>
            <span class="hint" role="status">
              {places.value && (found.length > 0 ? `${t().where.found(found.length)} ${t().where.credits}` : t().where.notFound)}
            </span>
          </div>
          <Problem>{problem.value}</Problem>
        </>
      )}
    </div>
  )
}
