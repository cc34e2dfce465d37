/** The steps of the last seconds, each with a way back. A phone has room for the latest. */
import { t } from '../../../language/staff-language.ts'
import { ActionButton } from '../../../ui/action.tsx'
import { secondsLeft, undo, undoable } from '../../state/undo.ts'

const atMost = 3

export const UndoButtons = () => (
  <div class="undo">
    {undoable.value.slice(-atMost).map((step) => {
      const name = t().tickets.undoStep(step.order.number, t().staff.to[step.to])
      return (
        <ActionButton key={step.atMs} class="secondary outline small" act={() => undo(step)}>
          <span class="visually-hidden">{name}</span>
          <span aria-hidden="true">
            {t().tickets.undo} <b>{step.order.number}</b> <span class="countdown">{secondsLeft(step)} s</span>
          </span>
        </ActionButton>
      )
    })}
  </div>
)
