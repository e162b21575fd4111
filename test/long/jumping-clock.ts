// Loaded before a command: its machine's clock jumps to and fro by up to three days, ten times a second.

import { Random } from '../../shared/config/sample/index.ts'

const DAY_MS = 86_400_000
const random = new Random(3)
const { now } = Date
let jump = 0
setInterval(() => {
  jump = random.int(-3 * DAY_MS, 3 * DAY_MS)
}, 100).unref()
Date.now = () => now() + jump
