import { useSignal } from '@preact/signals'
import type { Account, Location } from '#contract'
import { t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits } from '../../ui/limits.ts'
import { updateAccount } from '../state/account.ts'

type Places = Account['addresses']

const save = async (addresses: Parameters<typeof updateAccount>[0]['addresses']) => {
  await updateAccount({ addresses })
  announce(t().account.saved)
}

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

const Add = ({ places }: { places: Places }) => {
  const location = useSignal<Location | undefined>(undefined)
  const add = async ({ label, address = '' }: Record<string, string>, form: HTMLFormElement) => {
    const place = { address, ...(label && { label }), ...(location.value && { location: location.value }) }
    await save([...places, place])
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
  const makeDefault = (chosen: number) => save(places.map((place, index) => ({ ...place, default: index === chosen })))
  const remove = (gone: number) => save(places.filter((_, index) => index !== gone))
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{t().account.addresses}</h2>
      <ul class="cards">
        {places.map(({ label, address, default: isDefault }, index) => (
          <li key={`${address} ${index}`} class="row">
            <span>
              {label && <strong>{label}: </strong>}
              {address}
            </span>
            {isDefault ? (
              <span class="status-tag">{t().account.isDefault}</span>
            ) : (
              <ActionButton class="secondary outline small" label={`${t().account.makeDefault}: ${address}`} act={() => makeDefault(index)}>
                {t().account.makeDefault}
              </ActionButton>
            )}
            <ActionButton class="plain remove" label={t().account.removeAddress(address)} act={() => remove(index)}>
              ✕
            </ActionButton>
          </li>
        ))}
      </ul>
      <Add places={places} />
    </section>
  )
}
