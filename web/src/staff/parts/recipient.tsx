/** Where an order goes, to whom, and how it is paid. */
import type { QueueOrder, StaffOrder } from '#contract'
import { money, t } from '../../language/staff-language.ts'
import { directionsTo } from '../state/directions.ts'

/** The order in short, or whole where its notes are long and were asked for. */
export type Shown = QueueOrder | StaffOrder

const Address = ({ delivery }: Pick<Shown, 'delivery'>) => {
  const href = directionsTo(delivery)
  return (
    <p class="address" dir="auto">
      {delivery.address}
      {href !== undefined && (
        <a class="go" href={href} target="_blank" rel="noreferrer">
          {t().courier.directions}
        </a>
      )}
    </p>
  )
}

const Contact = ({ delivery: { contactName, phone } }: Pick<Shown, 'delivery'>) =>
  contactName || phone ? (
    <p class="contact">
      {contactName && <bdi>{contactName}</bdi>}
      {phone && (
        <a class="go" href={`tel:${phone.replace(/[^+\d]/g, '')}`} aria-label={t().courier.call(phone)}>
          {phone}
        </a>
      )}
    </p>
  ) : null

export const Recipient = ({ order: { delivery, note, payment, customerPhone, pinTriesLeft } }: { order: Shown }) => (
  <div class="recipient">
    {delivery.leaveAtDoor && <p class="put-down">{t().courier.leaveAtDoor}</p>}
    <Address delivery={delivery} />
    <Contact delivery={delivery} />
    {customerPhone !== undefined && customerPhone !== delivery.phone && <Contact delivery={{ rideMinutes: 0, phone: customerPhone }} />}
    {pinTriesLeft !== undefined && <p class="hint">{pinTriesLeft === 0 ? t().courier.pinLocked : t().courier.askPin}</p>}
    {note && (
      <p class="note" dir="auto">
        {t().quoted(note)}
      </p>
    )}
    {payment && (
      <p class="hint">
        {t().payment.method[payment.method]}: {t().payment.status[payment.status]}, {money(payment.amount)}
      </p>
    )}
  </div>
)
