import type { Account, PaymentMethod, RequestPayload } from '#contract'
import { type Language, language, languageNames, t } from '../../language/language.ts'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { setAccount } from '../state/account.ts'
import { customer } from '../state/session.ts'
import { restrictionNames } from './restrictions.tsx'

export const update = async (change: RequestPayload<'/', 'account:update'>): Promise<void> => {
  setAccount((await customer().request('account:update', change)).account)
  announce(t().account.saved)
}

const methods: readonly PaymentMethod[] = ['cash', 'pos', 'qr', 'card']
const languages = Object.entries(languageNames) as [Language, string][]

const LanguageAndZone = ({ account }: { account: Account }) => (
  <div class="grid">
    <label>
      {t().account.language}
      <select name="locale" defaultValue={language.value}>
        {languages.map(([code, name]) => (
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
      {methods.map((method) => (
        <option key={method} value={method} selected={method === account.preferredPaymentMethod}>
          {t().payment.method[method]}
        </option>
      ))}
    </select>
  </label>
)

export const Person = ({ account }: { account: Account }) => (
  <section aria-labelledby="person">
    <h2 id="person">{t().account.person}</h2>
    <Form
      action={t().account.save}
      label={t().account.person}
      submit={({ name, email, phone, locale, timeZone, preferredPaymentMethod }) =>
        update({
          name,
          email,
          phone: phone ?? null,
          locale,
          timeZone,
          preferredPaymentMethod: methods.find((method) => method === preferredPaymentMethod) ?? null,
        })
      }
    >
      <Field label={t().sign.name} name="name" required maxLength={100} autocomplete="name" defaultValue={account.name} />
      <Field label={t().sign.email} name="email" type="email" required autocomplete="email" defaultValue={account.email} />
      <Field label={t().sign.phone} name="phone" type="tel" autocomplete="tel" defaultValue={account.phone ?? ''} />
      <LanguageAndZone account={account} />
      <PreferredPayment account={account} />
    </Form>
  </section>
)

/** Saves with each tick. */
export const Diets = ({ account: { dietaryRestrictions: kept } }: { account: Account }) => (
  <section aria-labelledby="diets">
    <h2 id="diets">{t().account.diets}</h2>
    <p class="hint">{t().account.dietsHint}</p>
    <div class="chips">
      {restrictionNames().map(([restriction, name]) => (
        <label key={restriction} class="chip">
          <input
            type="checkbox"
            checked={kept.includes(restriction)}
            onChange={({ currentTarget: { checked } }) =>
              update({ dietaryRestrictions: checked ? [...kept, restriction] : kept.filter((other) => other !== restriction) }).catch(() =>
                announce(t().errors.other),
              )
            }
          />
          {name}
        </label>
      ))}
    </div>
  </section>
)

const kinds = ['orders', 'payments', 'promotions'] as const

export const NotificationChoices = ({ account: { notificationPreferences: wanted } }: { account: Account }) => (
  <section aria-labelledby="notifications">
    <h2 id="notifications">{t().account.notifications}</h2>
    {kinds.map((kind) => (
      <label key={kind}>
        <input
          type="checkbox"
          checked={wanted[kind]}
          onChange={({ currentTarget: { checked } }) =>
            update({ notificationPreferences: { [kind]: checked } }).catch(() => announce(t().errors.other))
          }
        />
        {t().account.preference[kind]}
      </label>
    ))}
  </section>
)
