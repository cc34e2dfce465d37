/** The board: the tickets of this role, and what goes with them. */

import { t } from '../../language/staff-language.ts'
import { search } from '../state/filters.ts'
import { isBlind, sections } from '../state/places.ts'
import { isLoaded, roleNow } from '../state/queue.ts'
import { AmendDialog } from './amend/dialog.tsx'
import { RefundDialog } from './refund-dialog.tsx'
import { AllDay } from './tickets/all-day.tsx'
import { Dock } from './tickets/dock.tsx'
import { digits, useKeys } from './tickets/keys.ts'
import { PinDialog } from './tickets/pin-dialog.tsx'
import { ReasonDialog } from './tickets/reason-dialog.tsx'
import { BoardSection } from './tickets/section.tsx'
import { Toolbar } from './tickets/toolbar.tsx'

const hotkeys = () =>
  new Map(
    sections.value
      .filter(({ name }) => name !== 'later')
      .flatMap(({ ids }) => ids)
      .slice(0, digits.length)
      .map((id, at) => [id, digits[at] ?? '']),
  )

export const Queue = () => {
  useKeys()
  const isEmpty = sections.value.every(({ ids }) => ids.length === 0)
  return (
    <div class="queue" data-layout={roleNow() === 'manager' ? 'columns' : 'grid'}>
      <Toolbar />
      <div class="work">
        {roleNow() === 'kitchen' && <AllDay />}
        <div class="board" data-blind={isBlind.value} aria-busy={isLoaded.value ? undefined : 'true'}>
          {isEmpty && search.value !== '' && <p class="hint">{t().tickets.nothing}</p>}
          {sections.value.map((section) => (
            <BoardSection key={section.name} section={section} hotkeys={hotkeys()} />
          ))}
        </div>
      </div>
      <Dock />
      <ReasonDialog />
      <AmendDialog />
      <RefundDialog />
      <PinDialog />
    </div>
  )
}
