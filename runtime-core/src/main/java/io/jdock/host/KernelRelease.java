package io.jdock.host;

/**
 * A kernel's release, as {@code uname -r} shows it.
 *
 * @param text all of it, such as {@code 6.1.0-13-amd64}
 * @param major the first number
 * @param minor the second number
 */
public record KernelRelease(String text, int major, int minor) {

    /** The oldest kernel on which containers are started: the first with rootless overlay and every call used. */
    public static final String BASELINE = "5.13";

    /**
     * Reads a release.
     *
     * @throws HostException if it does not begin with two numbers
     */
    public static KernelRelease parse(String text) {
        String release = text.strip();
        int dot = release.indexOf('.');
        int end = dot + 1;
        while (end < release.length() && Character.isDigit(release.charAt(end))) {
            end++;
        }
        try {
            return new KernelRelease(
                    release,
                    Integer.parseInt(release.substring(0, Math.max(dot, 0))),
                    Integer.parseInt(release.substring(dot + 1, end)));
        } catch (NumberFormatException e) {
            throw new HostException("kernel release", "'" + release + "'", "Linux " + BASELINE + " or newer is needed");
        }
    }

    /** Whether this kernel is the given version or newer. Distributions may have more than their version says. */
    public boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    /** Whether containers can be started on this kernel at all. */
    public boolean supported() {
        return atLeast(5, 13);
    }

    @Override
    public String toString() {
        return text;
    }
}
