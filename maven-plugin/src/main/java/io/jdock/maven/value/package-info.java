/**
 * The values of parameters as users write them, such as {@code 512m} or {@code ./data:/data:ro}, and what they mean. The notation is
 * Docker's wherever Docker has one.
 *
 * <p>Imported by the goals; knows nothing of Maven. A value that cannot be understood is refused with a
 * {@link io.jdock.maven.value.ParameterException} that names the parameter.
 */
@NullMarked
package io.jdock.maven.value;

import org.jspecify.annotations.NullMarked;
