import { useSignal } from '@preact/signals'
import type { Account, Location } from '#contract'
import { t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { account as current, updateAccount } from '../state/account.ts'

type Places = Account['addresses']
type Place = Places[number]

let saving: Promise<unknown> = Promise.resolve()

/** One after the other, each on what the one before has left: a list replaces the one before. */
const save = (change: (places: Places) => Parameters<typeof updateAccount>[0]['addresses']): Promise<void> => {
  const saved = saving.then(async () => {
    await updateAccount({ addresses: change(current.value?.addresses ?? []) })
    announce(t().account.saved)
  })
  saving = saved.catch(() => undefined)
  return saved
}

const isSame = (one: Place, other: Place) =>
  one.address === other.address &&
  one.label === other.label &&
  one.location?.lat === other.location?.lat &&
  one.location?.lng === other.location?.lng

/** Where it is in the list of now: there may be two that are the same. */
const indexOf = (places: Places, wanted: Place) => places.findIndex((place) => isSame(place, wanted))

const Position = ({ location, set }: { location: Location | undefined; set: (location: Location) => void }) =>
  'geolocation' in navigator ? (
    <p class="choice">
      <button
        type="button"
        class="secondary outline small"
        onClick={() => navigator.geolocation.getCurrentPosition(({ coords }) => set({ lat: coords.latitude, lng: coords.longitude }))}
      >
        {t().basket.here}
      </button>
      <span class="hint" role="status">
        {location && t().basket.hereUsed}
      </span>
    </p>
  ) : null

const Add = () => {
  const location = useSignal<Location | undefined>(undefined)
  const add = async ({ label, address = '' }: Record<string, string>, form: HTMLFormElement) => {
    const place = { address, ...(label && { label }), ...(location.value && { location: location.value }) }
    await save((places) => [...places, place])
    location.value = undefined
    form.reset()
  }
  return (
    <details>
      <summary>{t().account.addAddress}</summary>
      <Form quiet action={t().account.save} label={t().account.addAddress} submit={add}>
        <Field label={t().account.label} name="label" maxLength={limits.label} />
        <Field label={t().basket.address} name="address" required maxLength={limits.address} autocomplete="street-address" />
        <Position
          location={location.value}
          set={(here) => {
            location.value = here
          }}
        />
      </Form>
    </details>
  )
}

export const Addresses = ({ account: { addresses: places } }: { account: Account }) => {
  const makeDefault = (chosen: Place) => save((all) => all.map((place, index) => ({ ...place, default: index === indexOf(all, chosen) })))
  const remove = (gone: Place) => save((all) => all.filter((_, index) => index !== indexOf(all, gone)))
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{t().account.addresses}</h2>
      <ul class="cards">
        {places.map((place, index) => (
          <li key={`${place.address} ${index}`} class="row">
            <span>
              {place.label && <strong>{place.label}: </strong>}
              {place.address}
            </span>
            {place.default ? (
              <span class="status-tag">{t().account.isDefault}</span>
            ) : (
              <ActionButton
                class="secondary outline small"
                label={`${t().account.makeDefault}: ${place.address}`}
                act={() => makeDefault(place)}
              >
                {t().account.makeDefault}
              </ActionButton>
            )}
            <ActionButton class="plain remove" label={t().account.removeAddress(place.address)} act={() => remove(place)}>
              ✕
            </ActionButton>
          </li>
        ))}
      </ul>
      <Add />
    </section>
  )
}
