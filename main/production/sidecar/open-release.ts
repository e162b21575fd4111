/** A condition on a release `r`: whether it may reach the configs of the tenant `$1` now. */
export const IS_OPEN = 'crosswalk.is_open(r.id, $1::uuid)'
