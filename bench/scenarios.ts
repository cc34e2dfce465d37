import { broadcast } from './broadcast.ts'
import { browse } from './browse.ts'
import { cluster } from './cluster.ts'
import { connect } from './connect.ts'
import { crowd } from './crowd.ts'
import { demo } from './demo.ts'
import { growth } from './growth.ts'
import { idle } from './idle.ts'
import { place } from './place.ts'
import { push } from './push.ts'
import { reads } from './reads.ts'
import type { Scenario } from './scenario.ts'
import { snapshotHeld } from './snapshot.ts'
import { storm } from './storm.ts'

/** In the order of the results. */
export const scenarios: readonly Scenario[] = [
  place,
  browse,
  reads,
  connect,
  idle,
  push,
  cluster,
  storm,
  crowd,
  broadcast,
  demo,
  growth,
  snapshotHeld,
]
