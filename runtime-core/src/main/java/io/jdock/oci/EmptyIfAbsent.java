package io.jdock.oci;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** An object whose absence means the same as an empty one, and which is then not written. */
@JacksonAnnotationsInside
@JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = EmptyIfAbsent.Filter.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@interface EmptyIfAbsent {
    /** Jackson leaves out what this object is equal to. */
    final class Filter {
        @Override
        public boolean equals(@Nullable Object other) {
            return Hooks.NONE.equals(other) || Linux.NONE.equals(other) || ImageConfig.NONE.equals(other);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
