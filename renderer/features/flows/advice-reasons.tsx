import type { VersionAdvice } from '../../../shared/flow/index.ts'

/** Why a change calls for the version that it does, place by place. */
export const AdviceReasons = ({ reasons }: Pick<VersionAdvice, 'reasons'>) => (
  <ul>
    {reasons.map(({ place, text }) => (
      <li key={`${place} ${text}`}>
        <strong>{place}</strong>: {text}
      </li>
    ))}
  </ul>
)
