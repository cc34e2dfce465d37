import { useSignal } from '@preact/signals'
import { choices, t } from '../../language/language.ts'
import { Field } from '../../ui/form.tsx'
import { limits, patterns } from '../../ui/limits.ts'
import { account } from '../state/account.ts'
import { address, at, contactName, location, note, paymentMethod, phone } from '../state/checkout.ts'

const Place = () => {
  const saved = account.value?.addresses ?? []
  const write = (text: string) => {
    address.value = text
    location.value = saved.find((place) => place.address === text)?.location
  }
  return (
    <Field
      label={t().basket.address}
      hint={t().basket.addressHint}
      name="address"
      required
      maxLength={limits.address}
      autocomplete="street-address"
      suggestions={saved.map(({ label, address: known }) => [known, label] as const)}
      value={address.value}
      onInput={({ currentTarget }) => write(currentTarget.value)}
    />
  )
}

const Here = () => {
  const failed = useSignal(false)
  if (!('geolocation' in navigator)) return null
  const ask = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude: lat, longitude: lng } }) => {
        location.value = { lat, lng }
      },
      () => {
        failed.value = true
      },
    )
  return (
    <p class="choice">
      <button type="button" class="outline small" onClick={ask}>
        {t().basket.here}
      </button>
      <span role="status" class="hint">
        {location.value ? t().basket.hereUsed : failed.value && t().staff.noPosition}
      </span>
    </p>
  )
}

const When = () => (
  <fieldset>
    <legend>{t().basket.when}</legend>
    <label>
      <input type="radio" name="when" checked={at.value === ''} onChange={() => (at.value = '')} />
      {t().basket.now}
    </label>
    <label>
      <input type="radio" name="when" checked={at.value !== ''} onChange={() => (at.value = inAnHour())} />
      {t().basket.later}
    </label>
    {at.value !== '' && (
      <Field
        label={t().basket.at}
        name="at"
        type="datetime-local"
        required
        value={at.value}
        onInput={({ currentTarget }) => (at.value = currentTarget.value)}
      />
    )}
  </fieldset>
)

/** In the format of a `datetime-local` field: the browser's local time, without a zone. */
const inAnHour = () => {
  const soon = new Date(Date.now() + 3_600_000)
  return new Date(soon.getTime() - soon.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const Payment = () => (
  <fieldset>
    <legend>{t().basket.payment}</legend>
    {choices(t().payment.method).map(([method, text]) => (
      <label key={method}>
        <input
          type="radio"
          name="payment"
          value={method}
          checked={paymentMethod.value === method}
          onChange={() => (paymentMethod.value = method)}
        />
        {text}
      </label>
    ))}
  </fieldset>
)

export const DeliveryFields = () => (
  <>
    <fieldset>
      <legend>{t().basket.where}</legend>
      <Place />
      <Here />
      <div class="grid">
        <Field
          label={t().basket.contactName}
          name="contactName"
          maxLength={limits.name}
          autocomplete="name"
          value={contactName.value}
          onInput={({ currentTarget }) => (contactName.value = currentTarget.value)}
        />
        <Field
          label={t().sign.phone}
          name="phone"
          type="tel"
          autocomplete="tel"
          pattern={patterns.phone}
          value={phone.value}
          onInput={({ currentTarget }) => (phone.value = currentTarget.value)}
        />
      </div>
    </fieldset>
    <When />
    <Payment />
    <Field
      label={t().basket.note}
      name="note"
      maxLength={limits.note}
      value={note.value}
      onInput={({ currentTarget }) => (note.value = currentTarget.value)}
    />
  </>
)
