import { signal } from '@preact/signals'
import type { Account } from '#contract'
import { explain } from '../../language/failure.ts'
import { choices, language, languageNames, t } from '../../language/page-language.ts'
import type { NotificationTopic } from '../../language/words.ts'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { limits, patterns } from '../../ui/limits.ts'
import { PushSwitch } from '../../ui/push-switch.tsx'
import { revision, account as stored, updateAccount } from '../state/account.ts'
import { push, pushRequests } from '../state/push.ts'
import { customer } from '../state/session.ts'
import { restrictionNames } from './restrictions.ts'

type Change = Parameters<typeof updateAccount>[0]

const save = async (change: Change): Promise<void> => {
  await updateAccount(change)
  announce(t().account.saved)
}

const saveOrSayWhy = (change: Change) => save(change).catch((error: unknown) => announce(explain(error)))

const LanguageAndZone = ({ account }: { account: Account }) => (
  <div class="grid">
    <label>
      {t().account.language}
      <select name="locale" defaultValue={language.value}>
        {choices(languageNames).map(([code, name]) => (
          <option key={code} value={code} selected={code === language.value}>
            {name}
          </option>
        ))}
      </select>
    </label>
    <Field
      label={t().account.timeZone}
      name="timeZone"
      required
      defaultValue={account.timeZone}
      suggestions={Intl.supportedValuesOf('timeZone').map((zone) => [zone] as const)}
    />
  </div>
)

const PreferredPayment = ({ account }: { account: Account }) => (
  <label>
    {t().account.preferredPayment}
    <select name="preferredPaymentMethod">
      <option value="">{t().account.noPreference}</option>
      {choices(t().payment.method).map(([method, text]) => (
        <option key={method} value={method} selected={method === account.preferredPaymentMethod}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

/** Saves at once. */
const PhoneShown = ({ account: { showsPhone } }: { account: Account }) => (
  <label class="at-door-choice">
    <input type="checkbox" checked={showsPhone} onChange={({ currentTarget: { checked } }) => saveOrSayWhy({ showsPhone: checked })} />
    <span>
      {t().order.showsPhone}
      <small>{t().order.showsPhoneHint}</small>
    </span>
  </label>
)

const methodOf = (text: string | undefined) => choices(t().payment.method).find(([method]) => method === text)?.[0]

/** In place of what was sent: the gateway adds the code of the country. */
const showStored = (form: HTMLFormElement, sent: string | undefined) => {
  const field = form.elements.namedItem('phone')
  if (field instanceof HTMLInputElement && field.value.trim() === (sent ?? '')) field.value = stored.value?.phone ?? ''
}

export const Person = ({ account }: { account: Account }) => (
  <section aria-labelledby="person">
    <h2 id="person">{t().account.person}</h2>
    <Form
      action={t().account.save}
      label={t().account.person}
      revision={revision.value}
      submit={async ({ name, phone, locale, timeZone, preferredPaymentMethod }, form) => {
        await save({
          name,
          phone: phone ?? null,
          locale,
          timeZone,
          preferredPaymentMethod: methodOf(preferredPaymentMethod) ?? null,
        })
        showStored(form, phone)
      }}
    >
      <Field label={t().sign.name} name="name" required maxLength={limits.name} autocomplete="name" defaultValue={account.name} />
      <Field
        label={t().sign.phone}
        name="phone"
        type="tel"
        pattern={patterns.phone}
        autocomplete="tel"
        defaultValue={account.phone ?? ''}
      />
      <PhoneShown account={account} />
      <LanguageAndZone account={account} />
      <PreferredPayment account={account} />
    </Form>
  </section>
)

/** Diets that are chosen and not saved yet: the next change goes on from there, also after a look at another page. */
const wished = signal<Account['dietaryRestrictions'] | undefined>(undefined)
let saving: Promise<unknown> = Promise.resolve()

/** Saves at every change, one after the other: each list replaces the one before. */
export const Diets = ({ account: { dietaryRestrictions: kept } }: { account: Account }) => {
  const shown = wished.value ?? kept
  const change = (restriction: Account['dietaryRestrictions'][number], isChosen: boolean) => {
    const others = shown.filter((other) => other !== restriction)
    const wish = isChosen ? [...others, restriction] : others
    wished.value = wish
    const save = async () => {
      await saveOrSayWhy({ dietaryRestrictions: wish })
      // what could not be saved is shown as it is stored
      if (wished.peek() === wish) wished.value = undefined
    }
    saving = saving.then(save)
  }
  return (
    <section aria-labelledby="diets">
      <h2 id="diets">{t().account.diets}</h2>
      <p class="hint">{t().account.dietsHint}</p>
      <div class="chips">
        {restrictionNames().map(([restriction, name]) => (
          <label key={restriction} class="chip">
            <input
              type="checkbox"
              checked={shown.includes(restriction)}
              onChange={({ currentTarget: { checked } }) => change(restriction, checked)}
            />
            {name}
          </label>
        ))}
      </div>
    </section>
  )
}

/** Saves at once. */
const choose = (topic: NotificationTopic) => (event: { currentTarget: HTMLInputElement }) =>
  saveOrSayWhy({ notificationPreferences: { [topic]: event.currentTarget.checked } })

export const NotificationChoices = ({ account: { notificationPreferences: wanted, emailVerified } }: { account: Account }) => (
  <section aria-labelledby="notifications">
    <h2 id="notifications">{t().account.notifications}</h2>
    {choices(t().account.preference).map(([topic, text]) => (
      <label key={topic}>
        <input type="checkbox" checked={wanted[topic]} onChange={choose(topic)} />
        {text}
      </label>
    ))}
    <PushSwitch push={push} requests={pushRequests(customer())} texts={t().account.push} />
    <label class="at-door-choice">
      <input type="checkbox" checked={wanted.email} onChange={choose('email')} />
      <span>
        {t().account.mails}
        <small>{emailVerified ? t().account.mailsHint : t().account.mailsUnverified}</small>
      </span>
    </label>
  </section>
)
