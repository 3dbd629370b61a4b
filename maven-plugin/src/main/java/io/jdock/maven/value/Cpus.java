package io.jdock.maven.value;

import java.math.BigDecimal;

/** How much processor time a container may use: 1.5 is one and a half processors' worth. */
public final class Cpus {
    /** The kernel grants no quota below 1 ms ({@code min_cfs_quota_period}), here in a period of 100 ms. */
    private static final BigDecimal LEAST = new BigDecimal("0.01");

    /** More than any machine has; beyond it a quota would overflow. */
    private static final BigDecimal MOST = new BigDecimal("100000");

    /**
     * Reads a share of processors.
     *
     * @param text a decimal number such as {@code 0.5} or {@code 2}
     * @return the number of processors, between 0.01 and 100,000
     * @throws ParameterException if the text is no such number
     */
    public static double parse(String parameter, String text) throws ParameterException {
        BigDecimal cpus;
        try {
            cpus = new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw ParameterException.of(
                    parameter, text, "is no number of processors; write a decimal number, such as 0.5 or 2");
        }
        if (cpus.compareTo(LEAST) < 0 || cpus.compareTo(MOST) > 0) {
            throw ParameterException.of(parameter, text, "is not between " + LEAST + " and " + MOST + " processors");
        }
        return cpus.doubleValue();
    }

    private Cpus() {}
}
