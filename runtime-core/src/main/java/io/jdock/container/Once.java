package io.jdock.container;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is made when somebody asks for it, once. Safe for use by several threads. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private @Nullable T made; // guarded by this

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        T known = made;
        if (known == null) {
            known = maker.get();
            made = known;
        }
        return known;
    }
}
