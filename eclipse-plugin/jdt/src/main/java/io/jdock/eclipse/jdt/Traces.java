package io.jdock.eclipse.jdt;

import java.util.function.Supplier;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.osgi.service.debug.DebugOptions;

/** What can be traced: the options of the file {@code .options}. */
enum Traces {
    /** Each container with all that is asked of it. */
    LAUNCH("/launch");

    private static final String BUNDLE = "io.jdock.eclipse.jdt";

    private final String option;

    Traces(String option) {
        this.option = option;
    }

    /** Writes to the trace if that is switched on; the text is made only then. */
    void trace(Supplier<String> text) {
        if (Platform.inDebugMode() && Platform.getDebugBoolean(BUNDLE + option)) {
            ServiceCaller.callOnce(
                    getClass(),
                    DebugOptions.class,
                    options -> options.newDebugTrace(BUNDLE, Traces.class).trace(option, text.get()));
        }
    }
}
