import { choices, t } from '../../language/page-language.ts'
import { isPaidAtDoor, paymentMethod, wantsAtDoor } from '../state/checkout.ts'
import { paymentObstacle } from '../state/obstacles.ts'
import { Card, Obstacle, Option } from './option.tsx'

export const PaymentCard = () => (
  <Card title={t().basket.payment}>
    <div class="options">
      {choices(t().payment.method).map(([method, text]) => (
        <Option
          key={method}
          name="payment"
          value={method}
          checked={paymentMethod.value === method}
          choose={() => (paymentMethod.value = method)}
          icon={method}
          title={text}
        />
      ))}
    </div>
    {!isPaidAtDoor.value && (
      <label class="at-door-choice">
        <input type="checkbox" checked={wantsAtDoor.value} onChange={({ currentTarget }) => (wantsAtDoor.value = currentTarget.checked)} />
        <span>
          {t().order.leaveAtDoor}
          <small>{t().order.leaveAtDoorHint}</small>
        </span>
      </label>
    )}
    {paymentObstacle.value && <Obstacle>{paymentObstacle.value}</Obstacle>}
  </Card>
)
