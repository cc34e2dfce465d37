import { useSignal } from '@preact/signals'
import { t } from '../../language/page-language.ts'
import { Field } from '../../ui/form.tsx'
import { limits, patterns } from '../../ui/limits.ts'
import { account } from '../state/account.ts'
import { chooseAddress, choosePlace, chosen, contactName, location, note, phone, typed } from '../state/checkout.ts'
import { recentPlaces } from '../state/recent-places.ts'
import { AddressField } from './address-field.tsx'
import { Card, Option } from './option.tsx'
import { Pin } from './pin.tsx'

const AddressBook = () => {
  const saved = account.value?.addresses ?? []
  const recent = recentPlaces.value.map(({ address }) => ({ address, label: undefined, hint: t().basket.orderedHere }))
  const offered = [...saved.map(({ label, address }) => ({ address, label, hint: label && address })), ...recent]
  if (offered.length === 0) return null
  return (
    <>
      {offered.map(({ label, address, hint }, index) => (
        <Option
          key={`${address} ${index}`}
          name="place"
          value={address}
          checked={chosen.value === address}
          choose={() => chooseAddress(address)}
          icon="door"
          title={label ?? address}
          hint={hint}
        />
      ))}
      <Option
        name="place"
        value=""
        checked={chosen.value === undefined}
        choose={() => chooseAddress(undefined)}
        icon="plus"
        title={t().basket.anotherAddress}
      />
    </>
  )
}

const Contact = () => {
  const isOpen = useSignal(false)
  return (
    <details open={isOpen.value} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>
        {t().basket.contact} <span class="hint">{[contactName.value, phone.value].filter(Boolean).join(', ')}</span>
      </summary>
      <div class="grid">
        <Field
          label={t().basket.contactName}
          name="contactName"
          maxLength={limits.name}
          autocomplete="name"
          value={contactName.value}
          onInput={({ currentTarget }) => (contactName.value = currentTarget.value)}
          onInvalid={() => (isOpen.value = true)}
        />
        <Field
          label={t().sign.phone}
          name="phone"
          type="tel"
          autocomplete="tel"
          pattern={patterns.phone}
          value={phone.value}
          onInput={({ currentTarget }) => (phone.value = currentTarget.value)}
          onInvalid={() => (isOpen.value = true)}
        />
      </div>
    </details>
  )
}

export const AddressCard = () => (
  <Card title={t().basket.where}>
    <AddressBook />
    {chosen.value === undefined && (
      <AddressField
        label={t().basket.address}
        hint={t().basket.addressHint}
        name="address"
        required
        value={typed.value}
        type={(text) => {
          typed.value = text
        }}
        choose={choosePlace}
      />
    )}
    <Pin location={location.value} put={(to) => (location.value = to)} />
    <label>
      {t().basket.instructions}
      <textarea
        name="note"
        rows={2}
        maxLength={limits.note}
        value={note.value}
        onInput={({ currentTarget }) => (note.value = currentTarget.value)}
      />
    </label>
    <Contact />
  </Card>
)
