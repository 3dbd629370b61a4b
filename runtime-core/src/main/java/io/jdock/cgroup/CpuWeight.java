package io.jdock.cgroup;

/** Converts the relative weights of version 1 to those of version 2. */
final class CpuWeight {
    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;

    private CpuWeight() {}

    /**
     * Version 1 counts shares from 2 to 262144 with 1024 as the default, version 2 weights from 1 to 10000 with 100. A
     * straight line through the ends would turn the default into 39, less than what is there for others; so crun (since
     * 1.23) and runc (since 1.4) put a parabola through the logarithms of all three points.
     *
     * @param shares unsigned; values out of range count as the nearest one within, as in the kernel
     */
    static long fromShares(long shares) {
        if (Long.compareUnsigned(shares, LEAST_SHARES) <= 0) {
            return 1;
        }
        if (Long.compareUnsigned(shares, MOST_SHARES) >= 0) {
            return 10_000;
        }
        double doublings = Math.log((double) shares) / Math.log(2);
        double powerOfTen = (doublings * doublings + 125 * doublings) / 612 - 7.0 / 34;
        return (long) Math.ceil(Math.pow(10, powerOfTen));
    }
}
