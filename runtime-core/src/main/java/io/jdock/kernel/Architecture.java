package io.jdock.kernel;

import java.util.Locale;
import java.util.Optional;

/** An instruction set for which containers can be started. Both are little-endian and have 64-bit pointers. */
public enum Architecture {
    X86_64,
    AARCH64;

    /**
     * The architecture with a name as {@code uname -m} or the system property {@code os.arch} gives it.
     *
     * @return empty for a name that means none of the supported ones
     */
    public static Optional<Architecture> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "x86_64", "amd64" -> Optional.of(X86_64);
            case "aarch64", "arm64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }

    /**
     * The architecture of the running JVM.
     *
     * @throws UnsupportedOperationException on any other one
     */
    public static Architecture current() {
        String name = System.getProperty("os.arch");
        return named(name)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "jdock knows x86-64 and AArch64, but this JVM runs on " + name));
    }
}
