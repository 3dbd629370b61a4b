package io.jdock.container;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.plan.Launch.Filter;
import io.jdock.plan.SeccompCompiler;
import io.jdock.plan.SeccompProfiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a container whose user asks for no other one. The build compiles it, for each architecture, and puts it beside the classes:
 * a new JVM would need a tenth of the processor time of its first start for that. Classes that an IDE compiled have none.
 */
final class DefaultSeccompFilter {
    private DefaultSeccompFilter() {}

    /** The profile that it is of. */
    static LinuxSeccomp profile(Architecture architecture) {
        return SeccompProfiles.standard(SpecTranslator.DEFAULT_CAPABILITIES, architecture);
    }

    /** As the build has made it; null if it has not. */
    static @Nullable Filter read(Architecture architecture) {
        try (InputStream stream = DefaultSeccompFilter.class.getResourceAsStream(name(architecture))) {
            return stream == null ? null : new Filter(stream.readAllBytes(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("the library is damaged: " + name(architecture), e);
        }
    }

    private static String name(Architecture architecture) {
        return "seccomp-" + architecture.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The build's own: writes the filters.
     *
     * @param arguments the directory of this package's classes
     */
    public static void main(String... arguments) throws IOException {
        SeccompCompiler compiler = new SeccompCompiler(SyscallTable.load());
        for (Architecture architecture : Architecture.values()) {
            byte[] filter =
                    compiler.compile(profile(architecture), architecture).instructions();
            Files.write(Path.of(arguments[0], name(architecture)), filter);
        }
    }
}
