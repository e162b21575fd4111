/** Goes to the next change, or to the one before. */
type Step = (by: 1 | -1) => void

const steppers: Step[] = []

/** From now on the keys for the next change lead through this comparison. Gives what ends that. */
export function leadSteps(step: Step): () => void {
  steppers.push(step)
  return () => {
    const at = steppers.indexOf(step)
    if (at >= 0) steppers.splice(at, 1)
  }
}

export const hasSteps = (): boolean => steppers.length > 0

/** Goes on in the comparison that was last in use. */
export const stepThrough: Step = (by) => steppers.at(-1)?.(by)
