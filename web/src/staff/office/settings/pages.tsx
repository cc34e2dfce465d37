/** What each page of the settings has. */
import type { JSX } from 'preact'
import type { OfficeTexts } from '../../../language/en/office.ts'
import { o } from '../../../language/office.ts'
import { choices } from '../../../language/staff-language.ts'
import { limits } from '../../../ui/limits.ts'
import { Hours } from '../fields/hours.tsx'
import { TextFields } from '../fields/texts.tsx'
import { Amount, Choice, Count, Flag, Line, Rate } from '../fields/values.tsx'
import { currency } from '../shop.ts'
import { Areas } from './areas.tsx'
import { type Bind, inside } from './bind.ts'
import { Closed, SpecialDays } from './days.tsx'
import { Diets, Languages } from './languages.tsx'
import { Optional } from './optional.tsx'
import { Percents } from './percents.tsx'
import { Place } from './place.tsx'
import { TimeZone } from './time-zone.tsx'

export type SettingsPage = keyof OfficeTexts['settings']['pages']

interface Props {
  bind: Bind
}

const General = ({ bind }: Props) => (
  <>
    <TextFields label={o().settings.name} {...bind('name')} />
    <Choice label={o().settings.kind} hint={o().settings.kindHint} options={choices(o().settings.kinds)} {...bind('kind')} />
    <TextFields label={o().settings.greeting} {...bind('greeting')} set={orAbsent(bind('greeting').set)} />
    <Languages {...bind('locales')} />
    <Diets {...bind('diets')} />
    <Place {...bind('location')} />
    <TimeZone {...bind('timeZone')} />
  </>
)

const OpeningHours = ({ bind }: Props) => (
  <>
    <Hours label={o().settings.onlyAt} hint={o().settings.hoursHint} {...bind('hours')} />
    <Closed {...bind('closed')} />
    <SpecialDays {...bind('specialDays')} />
  </>
)

const Delivery = ({ bind }: Props) => {
  const delivery = inside(bind('delivery'))
  return (
    <>
      <Amount label={o().settings.fee(currency())} {...delivery('fee')} />
      {bind('areas').value !== undefined && (
        <>
          <Flag label={o().settings.elsewhere} {...delivery('elsewhere')} />
          <Areas place={bind('location').value} {...bind('areas')} />
        </>
      )}
      <Count label={o().settings.withinKm} hint={o().settings.withinKmHint} min={1} max={1000} {...delivery('withinKm')} />
      <fieldset>
        <legend>{o().settings.estimate}</legend>
        <div class="beside">
          <Count label={o().settings.baseMinutes} min={0} max={600} {...delivery('baseMinutes')} />
          <Count label={o().settings.minutesPerKm} min={0} max={600} {...delivery('minutesPerKm')} />
          <Count label={o().settings.usualKm} hint={o().settings.usualKmHint} min={0} max={1000} {...delivery('usualKm')} />
        </div>
        <div class="beside">
          <Count label={o().settings.earlyMinutes} min={0} max={600} {...delivery('earlyMinutes')} />
          <Count label={o().settings.lateMinutes} min={0} max={600} {...delivery('lateMinutes')} />
        </div>
      </fieldset>
      <fieldset>
        <legend>{o().settings.door}</legend>
        <Flag label={o().settings.pin} {...delivery('pin')} />
        <Count label={o().settings.doorMinutes} min={1} max={60} {...delivery('doorMinutes')} />
      </fieldset>
    </>
  )
}

const newKitchen = { parallelDishes: 6, confirmWithinMinutes: 5, rejectAfterMinutes: 15 }

const Kitchen = ({ bind }: Props) => (
  <Optional label={o().settings.limitKitchen} hint={o().settings.limitKitchenHint} start={newKitchen} {...bind('kitchen')}>
    {(kitchen) => (
      <div class="beside">
        <Count label={o().settings.parallelDishes} min={1} max={10_000} {...kitchen('parallelDishes')} />
        <Count label={o().settings.perQuarter} hint={o().settings.noLimit} min={1} max={10_000} {...kitchen('ordersPerQuarterHour')} />
        <Count label={o().settings.confirmWithin} hint={o().settings.confirmHint} min={1} max={1440} {...kitchen('confirmWithinMinutes')} />
        <Count label={o().settings.rejectAfter} hint={o().settings.rejectHint} min={1} max={1440} {...kitchen('rejectAfterMinutes')} />
        <Count label={o().settings.answerWithin} hint={o().settings.answerHint} min={1} max={120} {...kitchen('answerWithinMinutes')} />
      </div>
    )}
  </Optional>
)

const LimitFields = ({ bind }: Props) => (
  <div class="beside">
    <Count label={o().settings.openOrders} min={0} {...bind('openOrders')} />
    <Count label={o().settings.unpaidOrders} min={0} {...bind('unpaidOrders')} />
    <Count label={o().settings.portions} min={0} {...bind('portions')} />
    <Amount label={o().settings.orderValue(currency())} {...bind('orderValue')} />
    <Amount label={o().settings.cashValue(currency())} {...bind('cashValue')} />
  </div>
)

const Limits = ({ bind }: Props) => {
  const limit = inside(bind('limits'))
  return (
    <>
      <p class="hint">{o().settings.limitsHint}</p>
      <LimitFields bind={limit} />
      <Optional label={o().settings.newAccount} hint={o().settings.newAccountHint} start={{}} {...limit('newAccount')}>
        {(newAccount) => <LimitFields bind={newAccount} />}
      </Optional>
    </>
  )
}

const newTips = { percents: [5, 10, 15], maximumPercent: 100 }

const Tips = ({ bind }: Props) => (
  <Optional label={o().settings.takeTips} start={newTips} {...bind('tips')}>
    {(tips) => (
      <div class="beside">
        <Percents label={o().settings.percents} hint={o().settings.percentsHint} {...tips('percents')} />
        <Count label={o().settings.maximumPercent} min={1} max={1000} {...tips('maximumPercent')} />
        <Amount label={o().settings.maximumTip(currency())} hint={o().settings.noLimit} {...tips('maximum')} />
      </div>
    )}
  </Optional>
)

const newSeller = { legalName: '', taxNumber: '', address: '' }

const Taxes = ({ bind }: Props) => (
  <>
    <div class="beside">
      <Rate label={o().settings.taxRate} hint={o().settings.taxRateHint} {...bind('taxRate')} />
      <Rate label={o().settings.deliveryTaxRate} hint={o().settings.deliveryTaxHint} {...inside(bind('delivery'))('taxRate')} />
    </div>
    <Optional label={o().settings.nameSeller} hint={o().settings.sellerHint} start={newSeller} {...bind('seller')}>
      {(seller) => (
        <>
          <Line label={o().settings.legalName} maxLength={limits.sellerName} {...seller('legalName')} />
          <Line label={o().settings.taxNumber} maxLength={limits.name} {...seller('taxNumber')} />
          <Line label={o().settings.address} maxLength={limits.address} {...seller('address')} />
        </>
      )}
    </Optional>
  </>
)

/** An empty text is none. */
const orAbsent = (set: (value: unknown) => void) => (value: unknown) => set(value === '' ? undefined : value)

export const pages: Readonly<Record<SettingsPage, (props: Props) => JSX.Element>> = {
  general: General,
  hours: OpeningHours,
  delivery: Delivery,
  kitchen: Kitchen,
  limits: Limits,
  tips: Tips,
  taxes: Taxes,
}
