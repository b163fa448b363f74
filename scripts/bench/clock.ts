/** A clock that processes on one machine share: the operating system's monotonic clock, microseconds. */
export const monotonicMicros = (): number => Number(process.hrtime.bigint() / 1000n);

/** Added to monotonicMicros it gives microseconds since 1970. Whoever compares stamps uses the stamper's offset, never its own. */
export const epochOffsetMicros = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000) - monotonicMicros();
