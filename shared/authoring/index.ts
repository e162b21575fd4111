// What an authored migration imports as 'crosswalk'. Replaced by the step constructors of shared/lens.
export {}
